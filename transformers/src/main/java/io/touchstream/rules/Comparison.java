package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import java.util.OptionalInt;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Names the comparisons of an attribute with a value. Values of different types are not equal and have no order. */
public enum Comparison {
    /** Equal. */
    EQ,
    /** Not equal. */
    NE,
    /** Less than. */
    LT,
    /** Less than or equal. */
    LE,
    /** Greater than. */
    GT,
    /** Greater than or equal. */
    GE;

    boolean holds(AttributeValue actual, AttributeValue expected) {
        OptionalInt order = AttributeValues.compare(actual, expected);
        return switch (this) {
            case EQ -> AttributeValues.same(actual, expected);
            case NE -> !AttributeValues.same(actual, expected);
            case LT -> order.isPresent() && order.getAsInt() < 0;
            case LE -> order.isPresent() && order.getAsInt() <= 0;
            case GT -> order.isPresent() && order.getAsInt() > 0;
            case GE -> order.isPresent() && order.getAsInt() >= 0;
        };
    }
}

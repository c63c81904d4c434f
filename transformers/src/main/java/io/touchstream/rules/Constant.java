package io.touchstream.rules;

import io.touchstream.item.Item;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Gives the same value for every item. */
public record Constant(AttributeValue value) implements Expression {
    @Override
    public AttributeValue evaluate(Item source) {
        return value;
    }

    @Override
    public Optional<AttributeValue.Type> type() {
        return Optional.of(value.type());
    }
}

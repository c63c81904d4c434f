package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Asks one thing of an attribute, with the semantics of DynamoDB's condition expressions.
 *
 * <p>For an attribute that is missing only two hold: "does not exist", and "not equal" (as DynamoDB's {@code <>} does, seen on
 * DynamoDB Local 3.1.0).
 */
public sealed interface Operator {
    /** Tells whether it holds for an attribute's value; null stands for a missing attribute. */
    boolean holds(@Nullable AttributeValue actual);

    /** Compares with a value. */
    record Compare(Comparison comparison, AttributeValue expected) implements Operator {
        @Override
        public boolean holds(@Nullable AttributeValue actual) {
            return actual == null ? comparison == Comparison.NE : comparison.holds(actual, expected);
        }
    }

    /** Equals one of several values. */
    record AnyOf(List<AttributeValue> expected) implements Operator {
        public AnyOf {
            expected = List.copyOf(expected);
        }

        @Override
        public boolean holds(@Nullable AttributeValue actual) {
            return actual != null && expected.stream().anyMatch(value -> AttributeValues.same(actual, value));
        }
    }

    /** Lies between two values, both included. */
    record Between(AttributeValue low, AttributeValue high) implements Operator {
        @Override
        public boolean holds(@Nullable AttributeValue actual) {
            return actual != null && Comparison.GE.holds(actual, low) && Comparison.LE.holds(actual, high);
        }
    }

    /** Begins with a string or with binary data. */
    record BeginsWith(AttributeValue prefix) implements Operator {
        @Override
        public boolean holds(@Nullable AttributeValue actual) {
            if (actual == null || actual.type() != prefix.type()) {
                return false;
            }
            return switch (actual.type()) {
                case S -> actual.s().startsWith(prefix.s());
                case B -> beginsWith(actual.b().asByteArrayUnsafe(), prefix.b().asByteArrayUnsafe());
                case N, BOOL, NUL, SS, NS, BS, L, M, UNKNOWN_TO_SDK_VERSION -> false;
            };
        }

        private static boolean beginsWith(byte[] actual, byte[] prefix) {
            return actual.length >= prefix.length && Arrays.equals(actual, 0, prefix.length, prefix, 0, prefix.length);
        }
    }

    /** Is a string that holds another, or a set or list that holds the value. */
    record Contains(AttributeValue part) implements Operator {
        @Override
        public boolean holds(@Nullable AttributeValue actual) {
            if (actual == null) {
                return false;
            }
            return switch (actual.type()) {
                case S -> part.s() != null && actual.s().contains(part.s());
                case SS -> part.s() != null && actual.ss().contains(part.s());
                case NS -> actual.ns().stream().map(AttributeValues::number).anyMatch(this::isPart);
                case BS -> part.b() != null && actual.bs().contains(part.b());
                case L -> actual.l().stream().anyMatch(this::isPart);
                case N, B, BOOL, NUL, M, UNKNOWN_TO_SDK_VERSION -> false;
            };
        }

        private boolean isPart(AttributeValue element) {
            return AttributeValues.same(element, part);
        }
    }

    /** Is there, whatever its value; or is not. */
    record Exists(boolean expected) implements Operator {
        @Override
        public boolean holds(@Nullable AttributeValue actual) {
            return (actual != null) == expected;
        }
    }
}

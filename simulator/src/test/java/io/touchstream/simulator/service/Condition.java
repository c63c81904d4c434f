package io.touchstream.simulator.service;

import io.touchstream.item.AttributeValues;
import java.util.OptionalInt;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A condition, filter or key condition. */
sealed interface Condition {
    boolean holds(Scope scope);

    record Or(Condition one, Condition other) implements Condition {
        @Override
        public boolean holds(Scope scope) {
            return one.holds(scope) || other.holds(scope);
        }
    }

    record And(Condition one, Condition other) implements Condition {
        @Override
        public boolean holds(Scope scope) {
            return one.holds(scope) && other.holds(scope);
        }
    }

    record Not(Condition inner) implements Condition {
        @Override
        public boolean holds(Scope scope) {
            return !inner.holds(scope);
        }
    }

    record Exists(String path) implements Condition {
        @Override
        public boolean holds(Scope scope) {
            return scope.at(path) != null;
        }
    }

    record Contains(Operand list, Operand element) implements Condition {
        @Override
        public boolean holds(Scope scope) {
            AttributeValue found = list.in(scope);
            AttributeValue sought = element.in(scope);
            if (found == null || sought == null) {
                return false;
            }
            if (found.hasL()) {
                return found.l().stream().anyMatch(value -> AttributeValues.same(value, sought));
            }
            if (found.s() != null && sought.s() != null) {
                return found.s().contains(sought.s());
            }
            return found.hasSs() && found.ss().contains(sought.s());
        }
    }

    record BeginsWith(Operand text, Operand beginning) implements Condition {
        @Override
        public boolean holds(Scope scope) {
            AttributeValue found = text.in(scope);
            return found != null
                    && found.s() != null
                    && found.s().startsWith(beginning.in(scope).s());
        }
    }

    record Comparison(Operand left, String operator, Operand right) implements Condition {
        @Override
        public boolean holds(Scope scope) {
            AttributeValue one = left.in(scope);
            AttributeValue other = right.in(scope);
            if (one == null || other == null) {
                return operator.equals("<>") && (one == null) != (other == null);
            }
            if (operator.equals("=") || operator.equals("<>")) {
                return AttributeValues.same(one, other) == operator.equals("=");
            }
            OptionalInt order = AttributeValues.compare(one, other);
            return order.isPresent() && ordered(order.getAsInt());
        }

        private boolean ordered(int order) {
            return switch (operator) {
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }
    }
}

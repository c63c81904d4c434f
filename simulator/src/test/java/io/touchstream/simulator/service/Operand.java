package io.touchstream.simulator.service;

import io.touchstream.item.AttributeValues;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A part of an expression that has a value, or none: null. */
sealed interface Operand {
    AttributeValue in(Scope scope);

    record Value(String placeholder) implements Operand {
        @Override
        public AttributeValue in(Scope scope) {
            return scope.value(placeholder);
        }
    }

    record Path(String path) implements Operand {
        @Override
        public AttributeValue in(Scope scope) {
            return scope.at(path);
        }
    }

    /** The length of a text; nothing else is asked for its size. */
    record Size(Operand text) implements Operand {
        @Override
        public AttributeValue in(Scope scope) {
            AttributeValue found = text.in(scope);
            return found == null || found.s() == null
                    ? null
                    : AttributeValues.number(found.s().length());
        }
    }

    record Append(Operand first, Operand second) implements Operand {
        @Override
        public AttributeValue in(Scope scope) {
            List<AttributeValue> list = new ArrayList<>(first.in(scope).l());
            list.addAll(second.in(scope).l());
            return AttributeValue.fromL(list);
        }
    }

    record Otherwise(Operand first, Operand second) implements Operand {
        @Override
        public AttributeValue in(Scope scope) {
            AttributeValue present = first.in(scope);
            return present == null ? second.in(scope) : present;
        }
    }
}

package io.touchstream.definition;

import io.touchstream.item.AttributeValues;
import io.touchstream.rules.AttributeConditions;
import io.touchstream.rules.AttributeConditions.AttributeCondition;
import io.touchstream.rules.AttributePath;
import io.touchstream.rules.Comparison;
import io.touchstream.rules.Condition;
import io.touchstream.rules.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads what {@code when} states. */
final class ConditionReader {
    private static final List<String> OPERATORS =
            List.of("eq", "ne", "lt", "le", "gt", "ge", "between", "beginsWith", "contains", "exists");
    private static final String OPERAND = "text, a number, true, false, null or {literal: ...}";

    private ConditionReader() {}

    static Condition read(Field when) {
        List<AttributeCondition> all = new ArrayList<>();
        when.nonEmptyMap("a map of attribute names to conditions").forEach((name, condition) -> {
            if (name.isEmpty()) {
                throw condition.error("an attribute's name is not empty");
            }
            all.add(new AttributeCondition(AttributePath.of(name), operators(condition)));
        });
        return new AttributeConditions(all);
    }

    private static List<Operator> operators(Field condition) {
        if (condition.isScalar()) {
            return List.of(new Operator.Compare(Comparison.EQ, operand(condition)));
        }
        if (condition.isList()) {
            List<Field> expected = condition.nonEmptyList("at least one value");
            return List.of(new Operator.AnyOf(
                    expected.stream().map(ConditionReader::operand).toList()));
        }
        Map<String, Field> fields = condition.nonEmptyMap("at least one operator");
        if (fields.containsKey("literal")) {
            return List.of(new Operator.Compare(Comparison.EQ, operand(condition)));
        }
        return condition.map("a map of operators", OPERATORS).entrySet().stream()
                .map(entry -> operator(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Operator operator(String name, Field field) {
        return switch (name) {
            case "eq", "ne" -> new Operator.Compare(comparison(name), operand(field));
            case "between" -> between(field);
            case "beginsWith" -> new Operator.BeginsWith(prefix(field));
            case "contains" -> new Operator.Contains(operand(field));
            case "exists" -> new Operator.Exists(field.bool("true or false"));
            default -> new Operator.Compare(comparison(name), ordered(field));
        };
    }

    private static Comparison comparison(String name) {
        return Comparison.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static Operator between(Field field) {
        List<Field> bounds = field.list("a list of two values, the lower one first");
        if (bounds.size() != 2) {
            throw field.error("found a list of " + bounds.size() + ", expected two values, the lower one first");
        }
        AttributeValue low = ordered(bounds.get(0));
        AttributeValue high = ordered(bounds.get(1));
        int order = AttributeValues.compare(low, high)
                .orElseThrow(() -> field.error("the two values are of different types"));
        if (order > 0) {
            throw field.error("the first value is above the second, so that nothing lies between");
        }
        return new Operator.Between(low, high);
    }

    private static AttributeValue prefix(Field field) {
        AttributeValue value = operand(field);
        return switch (value.type()) {
            case S, B -> value;
            case N, BOOL, NUL, SS, NS, BS, L, M, UNKNOWN_TO_SDK_VERSION -> throw field.expected("text");
        };
    }

    private static AttributeValue ordered(Field field) {
        AttributeValue value = operand(field);
        return switch (value.type()) {
            case S, N, B -> value;
            case BOOL, NUL, SS, NS, BS, L, M, UNKNOWN_TO_SDK_VERSION ->
                throw field.expected("text or a number, which have an order");
        };
    }

    private static AttributeValue operand(Field field) {
        if (field.isMap()) {
            return LiteralReader.typed(field.required(field.map(OPERAND, List.of("literal")), "literal"));
        }
        return LiteralReader.scalar(field, OPERAND);
    }
}

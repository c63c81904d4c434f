package io.touchstream.item;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Finds what DynamoDB would refuse in an item's values: bad numbers, empty sets, sets with duplicates, deep nesting. */
public final class StorableValues {
    /** How deep lists and maps may be nested. Source: developer guide, quotas. */
    public static final int MAXIMUM_DEPTH = 32;

    private StorableValues() {}

    /** Returns what is wrong with the item, naming the attribute and no value; nothing when DynamoDB can hold it. */
    public static Optional<String> problem(Item item) {
        for (Map.Entry<String, AttributeValue> attribute : item.attributes().entrySet()) {
            String problem = attribute.getKey() == null || attribute.getKey().isEmpty()
                    ? "has no name"
                    : problem(attribute.getValue(), 0);
            if (problem != null) {
                return Optional.of("attribute " + attribute.getKey() + " " + problem);
            }
        }
        return Optional.empty();
    }

    private static @Nullable String problem(@Nullable AttributeValue value, int depth) {
        if (value == null) {
            return "holds a Java null";
        }
        return switch (value.type()) {
            case S, B, BOOL, NUL -> null;
            case N -> numberProblem(value.n());
            case SS -> setProblem(value.ss());
            case BS -> setProblem(value.bs());
            case NS -> numbersProblem(value.ns());
            case L -> nestedProblem(value.l(), depth + 1);
            case M ->
                value.m().containsKey("")
                        ? "holds a map with an empty name"
                        : nestedProblem(value.m().values(), depth + 1);
            case UNKNOWN_TO_SDK_VERSION -> "has no type, or one that is not known";
        };
    }

    private static @Nullable String nestedProblem(Iterable<AttributeValue> values, int depth) {
        if (depth > MAXIMUM_DEPTH) {
            return "is nested more than " + MAXIMUM_DEPTH + " levels deep";
        }
        for (AttributeValue value : values) {
            String problem = problem(value, depth);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String numberProblem(String number) {
        return Numbers.isStorable(number)
                ? null
                : "holds a number that DynamoDB cannot: at most 38 digits, from 1E-130 to 1E+126";
    }

    private static @Nullable String numbersProblem(List<String> numbers) {
        for (String number : numbers) {
            String problem = numberProblem(number);
            if (problem != null) {
                return problem;
            }
        }
        return setProblem(numbers.stream().map(Numbers::canonical).toList());
    }

    private static @Nullable String setProblem(List<?> elements) {
        if (elements.isEmpty()) {
            return "is an empty set";
        }
        return new HashSet<>(elements).size() == elements.size() ? null : "is a set that holds an element twice";
    }
}

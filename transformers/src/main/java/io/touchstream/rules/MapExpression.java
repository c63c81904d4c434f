package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Builds a map. */
public record MapExpression(Map<String, Expression> entries) implements Expression {
    public MapExpression {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public AttributeValue evaluate(Item source) {
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        entries.forEach((name, entry) -> values.put(name, entry.evaluate(source)));
        return AttributeValues.map(values);
    }

    @Override
    public Optional<AttributeValue.Type> type() {
        return Optional.of(AttributeValue.Type.M);
    }
}

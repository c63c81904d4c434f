package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Builds a list. */
public record ListExpression(List<Expression> elements) implements Expression {
    public ListExpression {
        elements = List.copyOf(elements);
    }

    @Override
    public AttributeValue evaluate(Item source) {
        return AttributeValues.list(
                elements.stream().map(element -> element.evaluate(source)).toList());
    }

    @Override
    public Optional<AttributeValue.Type> type() {
        return Optional.of(AttributeValue.Type.L);
    }
}

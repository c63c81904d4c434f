package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Joins the texts of its parts to one string; of one part, it gives the text. */
public record Concat(List<Expression> parts) implements Expression {
    public Concat {
        parts = List.copyOf(parts);
    }

    @Override
    public AttributeValue evaluate(Item source) {
        return AttributeValues.string(Texts.joined(parts.stream().map(part -> Texts.of(part, source))));
    }

    @Override
    public Optional<AttributeValue.Type> type() {
        return Optional.of(AttributeValue.Type.S);
    }
}

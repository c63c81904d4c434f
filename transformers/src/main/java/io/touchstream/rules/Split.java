package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.transform.TransformException;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Takes one part of a text that a separator divides. A part that the text lacks is an error.
 *
 * @param value the text
 * @param by the separator, literally
 * @param part which part: from 0, or from -1 for the last
 */
public record Split(Expression value, String by, int part) implements Expression {
    public Split {
        if (by.isEmpty()) {
            throw new IllegalArgumentException("a separator has at least one character");
        }
    }

    @Override
    public AttributeValue evaluate(Item source) {
        String[] parts = Texts.of(value, source).split(Pattern.quote(by), -1);
        int index = part < 0 ? parts.length + part : part;
        if (index < 0 || index >= parts.length) {
            throw new TransformException("a text has " + parts.length + " parts, part " + part + " is asked for");
        }
        return AttributeValues.string(parts[index]);
    }

    @Override
    public Optional<AttributeValue.Type> type() {
        return Optional.of(AttributeValue.Type.S);
    }
}

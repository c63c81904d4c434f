package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.transform.TransformException;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Cuts a piece out of a text, counted in code points. A text that ends sooner gives what it has; one that ends before
 * the piece begins is an error.
 *
 * @param value the text
 * @param start where the piece begins, from 0
 * @param length how long it is at most
 */
public record Substring(Expression value, int start, int length) implements Expression {
    public Substring {
        if (start < 0 || length < 1) {
            throw new IllegalArgumentException("a piece begins at 0 or later and has at least one character");
        }
    }

    @Override
    public AttributeValue evaluate(Item source) {
        String text = Texts.of(value, source);
        int points = text.codePointCount(0, text.length());
        if (points <= start) {
            throw new TransformException("a text ends before the substring's start at " + start);
        }
        int begin = text.offsetByCodePoints(0, start);
        int end = text.offsetByCodePoints(begin, Math.min(length, points - start));
        return AttributeValues.string(text.substring(begin, end));
    }

    @Override
    public Optional<AttributeValue.Type> type() {
        return Optional.of(AttributeValue.Type.S);
    }
}

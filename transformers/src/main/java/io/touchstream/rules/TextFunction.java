package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Changes a text in one of the ways that need no parameter. */
public record TextFunction(Kind kind, Expression value) implements Expression {
    /** Names the ways. */
    public enum Kind {
        /** To lower case, the same in every locale. */
        LOWER,
        /** To upper case, the same in every locale. */
        UPPER,
        /** Without white space at its ends. */
        TRIM
    }

    @Override
    public AttributeValue evaluate(Item source) {
        String text = Texts.of(value, source);
        return AttributeValues.string(
                switch (kind) {
                    case LOWER -> text.toLowerCase(Locale.ROOT);
                    case UPPER -> text.toUpperCase(Locale.ROOT);
                    case TRIM -> text.strip();
                });
    }

    @Override
    public Optional<AttributeValue.Type> type() {
        return Optional.of(AttributeValue.Type.S);
    }
}

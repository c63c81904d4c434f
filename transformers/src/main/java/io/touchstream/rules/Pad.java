package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.transform.TransformException;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Fills a text up at its left, so that numbers sort as strings.
 *
 * <p>A text that is too long is an error, since it would sort wrongly; with zeros, so is a number that is negative or
 * has a fraction.
 *
 * @param value the text
 * @param width the result's length, in code points
 * @param with the one character to fill up with
 */
public record Pad(Expression value, int width, String with) implements Expression {
    /** The widest result. */
    public static final int MAXIMUM_WIDTH = 1024;

    private static final Pattern UNSORTABLE = Pattern.compile("[-+].*|[0-9]*\\.[0-9]*", Pattern.DOTALL);

    public Pad {
        if (width < 1 || width > MAXIMUM_WIDTH) {
            throw new IllegalArgumentException("a width is 1 to " + MAXIMUM_WIDTH);
        }
        if (with.codePointCount(0, with.length()) != 1) {
            throw new IllegalArgumentException("exactly one character can be padded with");
        }
    }

    @Override
    public AttributeValue evaluate(Item source) {
        String text = Texts.of(value, source);
        if (with.equals("0") && UNSORTABLE.matcher(text).matches()) {
            throw new TransformException("a number to be padded with zeros is negative or has a fraction");
        }
        int missing = width - text.codePointCount(0, text.length());
        if (missing < 0) {
            throw new TransformException("a text to be padded is longer than the width of " + width);
        }
        return AttributeValues.string(with.repeat(missing) + text);
    }

    @Override
    public Optional<AttributeValue.Type> type() {
        return Optional.of(AttributeValue.Type.S);
    }
}

package io.touchstream.item;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Tells a marker's value from what an application keeps under the same name.
 *
 * <p>A marker is a text of {@value #LENGTH} bytes: one of {@link #KINDS}, then random letters and digits. Anything else is
 * data, and is treated as any other attribute.
 */
public final class MarkerValue {
    /** What markers begin with, which tells what they ask of sync: a touch, a repair, a canary. */
    public static final String KINDS = "ts[trc]";

    /** The letters and digits of the random part: those that are not taken for one another. */
    public static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    /** How many random letters follow. */
    public static final int RANDOM_LETTERS = 10;

    /** The length of the whole, in letters and in bytes. */
    public static final int LENGTH = 3 + RANDOM_LETTERS;

    private static final Pattern FORM = Pattern.compile(KINDS + "[" + ALPHABET + "]{" + RANDOM_LETTERS + "}");

    private MarkerValue() {}

    /** Tells whether an attribute's value is a marker. */
    public static boolean isMarker(@Nullable AttributeValue value) {
        return value != null && isMarker(value.s());
    }

    /** Tells whether a text is a marker. */
    public static boolean isMarker(@Nullable String text) {
        return text != null && FORM.matcher(text).matches();
    }
}

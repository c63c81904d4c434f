package io.touchstream.item;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Knows DynamoDB's numbers: up to 38 significant digits, and magnitudes from 1E-130 to 9.99...E+125.
 *
 * <p>Source: developer guide, "Supported data types and naming rules".
 */
public final class Numbers {
    private static final int MAXIMUM_DIGITS = 38;
    private static final int SMALLEST_EXPONENT = -130;
    private static final int LARGEST_EXPONENT = 125;

    /** Java's own reader of decimals takes the digits of every script, so the form is checked first. */
    private static final Pattern FORM =
            Pattern.compile("[-+]?(?:[0-9]{1,500}(?:\\.[0-9]{0,500})?|\\.[0-9]{1,500})(?:[eE][-+]?[0-9]{1,6})?");

    private Numbers() {}

    /** Tells whether a text is a number that DynamoDB can hold. */
    public static boolean isStorable(String text) {
        if (!FORM.matcher(text).matches()) {
            return false;
        }
        BigDecimal number = canonical(text);
        int exponent = number.precision() - number.scale() - 1;
        return number.signum() == 0
                || (number.precision() <= MAXIMUM_DIGITS
                        && exponent >= SMALLEST_EXPONENT
                        && exponent <= LARGEST_EXPONENT);
    }

    /**
     * Writes a number in plain digits, without an exponent and without needless zeros: {@code 1E+2} is {@code 100},
     * {@code 1.50} is {@code 1.5}. The longest possible result has some 170 characters.
     *
     * @throws IllegalArgumentException when the text is not a number that DynamoDB can hold
     */
    public static String plain(String text) {
        if (!isStorable(text)) {
            throw new IllegalArgumentException("not a number that DynamoDB can hold");
        }
        return canonical(text).toPlainString();
    }

    /** Counts the digits without the zeros at both ends and without the exponent; at least one. */
    static int significantDigits(String text) {
        int digits = 0;
        int zeros = 0;
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (character == 'e' || character == 'E') {
                break;
            }
            if (character == '0') {
                zeros++;
            } else if (character > '0' && character <= '9') {
                digits += digits == 0 ? 1 : zeros + 1;
                zeros = 0;
            }
        }
        return Math.max(1, digits);
    }

    /** Gives a number's one canonical form: equal numbers, equal objects. */
    static BigDecimal canonical(String text) {
        return new BigDecimal(text).stripTrailingZeros();
    }
}

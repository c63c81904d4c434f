package io.touchstream.protocol;

/**
 * States which change of one source item a target item reflects: the stream's epoch and the record's sequence number.
 *
 * <p>A sequence number has up to 40 digits, more than a DynamoDB number holds, so it is padded to 40 and compared as
 * text. Versions of different source items cannot be compared. Source: API reference, StreamRecord.
 */
public record Version(String text) implements Comparable<Version> {
    /** The version of what the copy lane wrote; every stream record outranks it. */
    public static final Version COPY = of(0, "0");

    private static final int SEQUENCE_DIGITS = 40;
    private static final int EPOCH_DIGITS = 6;

    public Version {
        if (text.length() != EPOCH_DIGITS + 1 + SEQUENCE_DIGITS || text.charAt(EPOCH_DIGITS) != '#') {
            throw new IllegalArgumentException("not a version: " + text);
        }
    }

    /**
     * Returns the version of one stream record.
     *
     * @param epoch counts the streams that the source table has had, from 1
     * @param sequenceNumber the record's sequence number, 1 to 40 digits
     */
    public static Version of(long epoch, String sequenceNumber) {
        if (sequenceNumber.isEmpty() || !sequenceNumber.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw new IllegalArgumentException("not a sequence number");
        }
        return new Version(pad(Long.toString(epoch), EPOCH_DIGITS) + "#" + pad(sequenceNumber, SEQUENCE_DIGITS));
    }

    @Override
    public int compareTo(Version other) {
        return text.compareTo(other.text);
    }

    private static String pad(String digits, int width) {
        if (digits.length() > width) {
            throw new IllegalArgumentException("more than " + width + " digits");
        }
        return "0".repeat(width - digits.length()) + digits;
    }
}

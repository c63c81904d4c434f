package io.touchstream.protocol;

import io.touchstream.item.MarkerValue;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Holds the marker's value: unique to one run, and telling its kind by its first letter.
 *
 * <p>Kept short, because every touched source item carries it: 13 bytes, of which 50 bits are random.
 */
public record RunToken(String text) {
    private static final String PREFIX = "ts";

    /** Tells what a marker asks of sync. */
    public enum Kind {
        /** Create what is missing. */
        TOUCH('t'),
        /** Create what is missing, and overwrite what sync itself wrote. */
        REPAIR('r'),
        /** As touch, and report that the record was seen from end to end. */
        CANARY('c');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        /** Returns what all tokens of this kind begin with. */
        public String prefix() {
            return PREFIX + letter;
        }
    }

    public RunToken {
        if (kindOf(text) == null) {
            throw new IllegalArgumentException("not a run token");
        }
    }

    /** Draws a new token. */
    public static RunToken draw(Kind kind, RandomGenerator random) {
        StringBuilder text = new StringBuilder(kind.prefix());
        for (int letter = 0; letter < MarkerValue.RANDOM_LETTERS; letter++) {
            text.append(MarkerValue.ALPHABET.charAt(random.nextInt(MarkerValue.ALPHABET.length())));
        }
        return new RunToken(text.toString());
    }

    /** Reads a marker's value; nothing where it is not a token of ours. */
    public static Optional<RunToken> parse(@Nullable String text) {
        return text == null || kindOf(text) == null ? Optional.empty() : Optional.of(new RunToken(text));
    }

    /** Returns the token's kind. */
    public Kind kind() {
        Kind kind = kindOf(text);
        if (kind == null) {
            throw new IllegalStateException("checked when it was made");
        }
        return kind;
    }

    @Override
    public String toString() {
        return text;
    }

    private static @Nullable Kind kindOf(String text) {
        if (!MarkerValue.isMarker(text)) {
            return null;
        }
        for (Kind kind : Kind.values()) {
            if (kind.letter == text.charAt(PREFIX.length())) {
                return kind;
            }
        }
        return null;
    }
}

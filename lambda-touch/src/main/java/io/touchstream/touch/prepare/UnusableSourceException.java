package io.touchstream.touch.prepare;

/** Says in one line why a source table cannot be migrated as it is, and what to do about it. */
public final class UnusableSourceException extends RuntimeException {
    public UnusableSourceException(String message) {
        super(message);
    }
}

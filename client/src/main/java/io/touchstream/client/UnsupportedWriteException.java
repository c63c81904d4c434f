package io.touchstream.client;

/** Says that a write to a target table cannot be made the application's own, and was not sent. The message says what to do. */
public final class UnsupportedWriteException extends RuntimeException {
    UnsupportedWriteException(String message) {
        super(message);
    }
}

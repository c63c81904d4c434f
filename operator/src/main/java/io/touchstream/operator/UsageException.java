package io.touchstream.operator;

/** Says in one line what is wrong with what was asked for. Nothing was written. */
public final class UsageException extends RuntimeException {
    public UsageException(String message) {
        super(message);
    }
}

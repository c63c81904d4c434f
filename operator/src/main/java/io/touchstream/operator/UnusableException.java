package io.touchstream.operator;

/** Says in one line what could not be reached or used, and what to do about it. */
public final class UnusableException extends RuntimeException {
    public UnusableException(String message) {
        super(message);
    }
}

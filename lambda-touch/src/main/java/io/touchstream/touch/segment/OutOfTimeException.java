package io.touchstream.touch.segment;

/** Says that the invocation's time does not suffice to settle a page. */
public final class OutOfTimeException extends Exception {
    public OutOfTimeException(String message) {
        super(message);
    }
}

package io.touchstream.sync.decode;

/** Says that a stream record cannot be understood. The message names fields, never values. */
public final class MalformedRecordException extends RuntimeException {
    public MalformedRecordException(String message) {
        super(message);
    }
}

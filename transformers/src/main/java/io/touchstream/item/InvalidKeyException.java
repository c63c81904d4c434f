package io.touchstream.item;

/** Says that an item lacks a valid key. The message names attributes, types and lengths, never a value. */
public final class InvalidKeyException extends RuntimeException {
    public InvalidKeyException(String message) {
        super(message);
    }
}

package io.touchstream.sync.decode;

/**
 * Says that the stream does not carry the images before and after each change. Nothing can be applied without them, so
 * the whole batch fails and stays in the stream.
 */
public final class WrongStreamViewException extends IllegalStateException {
    public WrongStreamViewException(String found) {
        super("the stream's view type is " + found + ", sync needs NEW_AND_OLD_IMAGES");
    }
}

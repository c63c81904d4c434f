package io.touchstream.sync.decode;

/**
 * Says that the records come from a stream that this migration cannot use. It is the mapping that is wrong and not one
 * record, so the whole batch fails and stays in the stream.
 */
public final class WrongStreamException extends IllegalStateException {
    private WrongStreamException(String message) {
        super(message);
    }

    static WrongStreamException view(String found) {
        return new WrongStreamException("the stream's view type is " + found + ", sync needs NEW_AND_OLD_IMAGES");
    }

    static WrongStreamException table(String found) {
        return new WrongStreamException(
                "the stream is of table " + found + ", which is not a source of this migration");
    }
}

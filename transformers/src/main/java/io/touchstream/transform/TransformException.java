package io.touchstream.transform;

import org.jspecify.annotations.Nullable;

/** Says why one item cannot be transformed. The message names attributes and limits, never a value. */
public final class TransformException extends RuntimeException {
    public TransformException(String message) {
        this(message, null);
    }

    public TransformException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

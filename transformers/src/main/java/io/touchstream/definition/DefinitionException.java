package io.touchstream.definition;

import org.jspecify.annotations.Nullable;

/** Says in one line what is wrong with a definition: file, line, what was found and what was expected. */
public final class DefinitionException extends RuntimeException {
    public DefinitionException(String message) {
        super(message);
    }

    public DefinitionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

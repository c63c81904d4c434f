package io.touchstream.infra;

/** Says in one line what is wrong with the context. */
final class ContextException extends RuntimeException {
    ContextException(String message) {
        super(message);
    }
}

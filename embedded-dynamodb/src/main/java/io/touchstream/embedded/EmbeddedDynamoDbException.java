package io.touchstream.embedded;

/** Says in one line why the embedded database could not be started. */
public final class EmbeddedDynamoDbException extends RuntimeException {
    EmbeddedDynamoDbException(String message, Throwable cause) {
        super(message, cause);
    }
}

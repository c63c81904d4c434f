package io.touchstream.item;

/** Says where a line is not DynamoDB JSON. The message names line, column and what was expected, never a value. */
public final class DynamoDbJsonException extends RuntimeException {
    public DynamoDbJsonException(String message) {
        super(message);
    }
}

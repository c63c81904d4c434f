package io.touchstream.item;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Names the three types that a key attribute may have. */
public enum KeyType {
    S,
    N,
    B;

    /** Tells whether a value is of this type. */
    public boolean matches(AttributeValue value) {
        return value.type().name().equals(name());
    }

    /** Returns the SDK's name for this type, as a table's attribute definitions use it. */
    public ScalarAttributeType scalarType() {
        return ScalarAttributeType.fromValue(name());
    }
}

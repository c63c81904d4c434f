package io.touchstream.item;

/** Names one key attribute and its type. */
public record KeyAttribute(String name, KeyType type) {
    public KeyAttribute {
        if (name.isEmpty() || name.length() > 255) {
            throw new IllegalArgumentException("a key attribute's name has 1 to 255 characters");
        }
    }
}

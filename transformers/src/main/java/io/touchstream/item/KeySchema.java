package io.touchstream.item;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Describes a table's or an index's key: a partition key and, perhaps, a sort key. */
public record KeySchema(KeyAttribute partitionKey, @Nullable KeyAttribute sortKey) {
    /** The longest partition key value, in bytes. Source: developer guide, quotas. */
    public static final int MAXIMUM_PARTITION_KEY_BYTES = 2048;
    /** The longest sort key value, in bytes. Source: developer guide, quotas. */
    public static final int MAXIMUM_SORT_KEY_BYTES = 1024;

    public KeySchema {
        if (sortKey != null && sortKey.name().equals(partitionKey.name())) {
            throw new IllegalArgumentException("partition key and sort key are one attribute");
        }
    }

    /** Returns the key's attributes, partition key first. */
    public List<KeyAttribute> attributes() {
        return sortKey == null ? List.of(partitionKey) : List.of(partitionKey, sortKey);
    }

    /** Returns the names of the key's attributes, partition key first. */
    public List<String> names() {
        return attributes().stream().map(KeyAttribute::name).toList();
    }

    /**
     * Takes the key out of an item.
     *
     * @throws InvalidKeyException when a key attribute is missing, of another type, empty or too long
     */
    public ItemKey keyOf(Item item) {
        Map<String, AttributeValue> key = new TreeMap<>();
        key.put(partitionKey.name(), checked(item, partitionKey, MAXIMUM_PARTITION_KEY_BYTES));
        if (sortKey != null) {
            key.put(sortKey.name(), checked(item, sortKey, MAXIMUM_SORT_KEY_BYTES));
        }
        return new ItemKey(key);
    }

    /**
     * Checks those of the key's attributes that an item has, as an index asks it: an item may lack them, but DynamoDB
     * refuses one that has them wrong.
     *
     * @throws InvalidKeyException when a key attribute is of another type, empty or too long
     */
    public void checkPresent(Item item) {
        if (item.has(partitionKey.name())) {
            checked(item, partitionKey, MAXIMUM_PARTITION_KEY_BYTES);
        }
        if (sortKey != null && item.has(sortKey.name())) {
            checked(item, sortKey, MAXIMUM_SORT_KEY_BYTES);
        }
    }

    private static AttributeValue checked(Item item, KeyAttribute attribute, int maximumBytes) {
        AttributeValue value = item.attributes().get(attribute.name());
        if (value == null) {
            throw new InvalidKeyException("key attribute " + attribute.name() + " is missing");
        }
        if (!attribute.type().matches(value)) {
            throw new InvalidKeyException("key attribute " + attribute.name() + " is of type " + value.type()
                    + ", the key needs " + attribute.type());
        }
        int bytes = ItemSize.of(value);
        if (bytes == 0) {
            throw new InvalidKeyException("key attribute " + attribute.name() + " is empty");
        }
        if (bytes > maximumBytes) {
            throw new InvalidKeyException("key attribute " + attribute.name() + " is " + bytes + " bytes long, at most "
                    + maximumBytes + " are allowed");
        }
        return value;
    }
}

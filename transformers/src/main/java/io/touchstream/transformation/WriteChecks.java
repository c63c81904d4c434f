package io.touchstream.transformation;

import io.touchstream.definition.IndexDefinition;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.InvalidKeyException;
import io.touchstream.item.Item;
import io.touchstream.item.ReservedAttributes;
import io.touchstream.item.StorableValues;
import io.touchstream.transform.TransformException;
import java.util.Map;

/**
 * Checks what a transformer answered, so that what cannot be written is known before anything is.
 *
 * @param tables the tables that may be written
 * @param role what they are in the migration, such as {@code a target}
 */
record WriteChecks(Map<String, TableDefinition> tables, String role) {
    /**
     * Returns the image of a write that has passed the checks.
     *
     * @throws TransformException when it has no valid key, is too large, or cannot be stored
     */
    TargetImage checked(String name, Item item, int reservedBytes) {
        TableDefinition table = tables.get(name);
        if (table == null) {
            throw new TransformException("table " + name + " is not " + role + " of this migration");
        }
        if (item.has(ReservedAttributes.PROVENANCE)) {
            throw new TransformException("attribute " + ReservedAttributes.PROVENANCE + " is reserved");
        }
        StorableValues.problem(item).ifPresent(problem -> {
            throw new TransformException("table " + name + ": " + problem);
        });
        checkSize(name, item, reservedBytes);
        checkIndexes(name, item, table.globalSecondaryIndexes());
        checkIndexes(name, item, table.localSecondaryIndexes());
        return new TargetImage(keyOf(name, item, table), item);
    }

    private static void checkSize(String name, Item item, int reservedBytes) {
        long size = (long) item.sizeInBytes() + reservedBytes;
        if (size > Item.MAXIMUM_SIZE_IN_BYTES) {
            throw new TransformException("the item for table " + name + " would have " + size + " bytes, at most "
                    + Item.MAXIMUM_SIZE_IN_BYTES + " are allowed");
        }
    }

    private static void checkIndexes(String table, Item item, Map<String, IndexDefinition> indexes) {
        indexes.forEach((name, index) -> {
            try {
                index.key().checkPresent(item);
            } catch (InvalidKeyException failure) {
                throw new TransformException(
                        "table " + table + ", index " + name + ": " + failure.getMessage(), failure);
            }
        });
    }

    private static TargetKey keyOf(String name, Item item, TableDefinition table) {
        try {
            return new TargetKey(name, table.key().keyOf(item));
        } catch (InvalidKeyException failure) {
            throw new TransformException("table " + name + ": " + failure.getMessage(), failure);
        }
    }
}

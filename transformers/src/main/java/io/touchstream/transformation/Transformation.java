package io.touchstream.transformation;

import io.touchstream.definition.IndexDefinition;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.InvalidKeyException;
import io.touchstream.item.Item;
import io.touchstream.item.ReservedAttributes;
import io.touchstream.item.StorableValues;
import io.touchstream.rules.RuleTransformer;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import io.touchstream.transform.TransformException;
import io.touchstream.transform.Transformer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies a migration's transformer and checks what it answers, so that what cannot be written is known before
 * anything is.
 *
 * <p>Safe to share between threads.
 */
public final class Transformation {
    /** The reserved attribute of target items, in which sync states where they come from. */
    public static final String PROVENANCE_ATTRIBUTE = ReservedAttributes.PROVENANCE;

    /** The label of items that a class transforms. */
    public static final String JAVA_LABEL = "java";

    private final Transformer transformer;
    private final String marker;
    private final Map<String, TableDefinition> targets;

    public Transformation(MigrationDefinition definition, Transformer transformer) {
        this.transformer = transformer;
        this.marker = definition.touch().marker();
        this.targets = definition.target().tables();
    }

    /**
     * Returns the transformation that a definition states.
     *
     * @throws io.touchstream.definition.DefinitionException when it names a class that cannot be used
     */
    public static Transformation load(MigrationDefinition definition) {
        return new Transformation(definition, Transformers.of(definition));
    }

    /** Returns under which name a visible source item is counted: its rule's label, or {@code java} for a class. */
    public String label(SourceItem source) {
        return transformer instanceof RuleTransformer rules ? rules.labelFor(source) : JAVA_LABEL;
    }

    /**
     * Returns what the transformation may see of a source image: without the marker, without the replication attributes
     * of global tables, and without the provenance that an earlier migration left.
     */
    public Item visible(Item image) {
        // INVARIANT 4: the marker never arrives.
        return image.withoutMatching(name -> name.equals(marker) || ReservedAttributes.isReserved(name));
    }

    /**
     * Transforms one source item, as {@link #visible} shows it.
     *
     * @param source the item
     * @param reservedBytes how many bytes of each target item its provenance will take
     * @throws TransformException when it cannot be transformed, or a target image has no valid key, is too large, or
     *     shares its key with another
     */
    public Transformed apply(SourceItem source, int reservedBytes) {
        List<TargetImage> images = callTransformer(source).stream()
                .map(write -> checked(write, reservedBytes))
                .toList();
        Set<TargetKey> keys = new HashSet<>();
        for (TargetImage image : images) {
            if (!keys.add(image.key())) {
                throw new TransformException(
                        "two writes for one key of table " + image.key().table());
            }
        }
        return new Transformed(images);
    }

    private List<TargetWrite> callTransformer(SourceItem source) {
        try {
            return withoutNulls(transformer.transform(source));
        } catch (TransformException failure) {
            throw failure;
        } catch (RuntimeException | StackOverflowError failure) {
            // The message of a foreign exception may hold item values, so only its type is passed on.
            throw new TransformException(
                    "the transformer failed with " + failure.getClass().getName(), failure);
        }
    }

    // A class may come from code that knows nothing of null-checking, so its answer is not trusted.
    private static List<TargetWrite> withoutNulls(@Nullable List<@Nullable TargetWrite> writes) {
        if (writes == null) {
            throw new TransformException("the transformer answered null, expected a list of writes");
        }
        List<TargetWrite> present = new ArrayList<>();
        for (TargetWrite write : writes) {
            if (write == null || isHollow(write.table()) || isHollow(write.item())) {
                throw new TransformException("the transformer answered a write that is null, or lacks table or item");
            }
            present.add(write);
        }
        return present;
    }

    private static boolean isHollow(@Nullable Object part) {
        return part == null;
    }

    private TargetImage checked(TargetWrite write, int reservedBytes) {
        TableDefinition table = targets.get(write.table());
        if (table == null) {
            throw new TransformException("table " + write.table() + " is not a target of this migration");
        }
        if (write.item().has(PROVENANCE_ATTRIBUTE)) {
            throw new TransformException("attribute " + PROVENANCE_ATTRIBUTE + " is reserved");
        }
        StorableValues.problem(write.item()).ifPresent(problem -> {
            throw new TransformException("table " + write.table() + ": " + problem);
        });
        checkSize(write, reservedBytes);
        checkIndexes(write, table.globalSecondaryIndexes());
        checkIndexes(write, table.localSecondaryIndexes());
        return new TargetImage(keyOf(write, table), write.item());
    }

    private static void checkSize(TargetWrite write, int reservedBytes) {
        int size = write.item().sizeInBytes() + reservedBytes;
        if (size > Item.MAXIMUM_SIZE_IN_BYTES) {
            throw new TransformException("the item for table " + write.table() + " would have " + size
                    + " bytes, at most " + Item.MAXIMUM_SIZE_IN_BYTES + " are allowed");
        }
    }

    private static void checkIndexes(TargetWrite write, Map<String, IndexDefinition> indexes) {
        indexes.forEach((name, index) -> {
            try {
                index.key().checkPresent(write.item());
            } catch (InvalidKeyException failure) {
                throw new TransformException(
                        "table " + write.table() + ", index " + name + ": " + failure.getMessage(), failure);
            }
        });
    }

    private static TargetKey keyOf(TargetWrite write, TableDefinition table) {
        try {
            return new TargetKey(write.table(), table.key().keyOf(write.item()));
        } catch (InvalidKeyException failure) {
            throw new TransformException("table " + write.table() + ": " + failure.getMessage(), failure);
        }
    }
}

package io.touchstream.transformation;

import io.touchstream.definition.InPlaceDefinition;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.Item;
import io.touchstream.item.MarkerValue;
import io.touchstream.item.ReservedAttributes;
import io.touchstream.rules.RuleTransformer;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import io.touchstream.transform.TransformException;
import io.touchstream.transform.Transformer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
    private final WriteChecks checks;
    private final @Nullable InPlaceDefinition inPlace;

    public Transformation(MigrationDefinition definition, Transformer transformer) {
        this.transformer = transformer;
        this.marker = definition.touch().marker();
        this.checks = new WriteChecks(definition.target().tables(), "a target");
        this.inPlace = definition.inPlace();
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
     * of global tables, and without the provenance that an earlier migration left. What the application keeps under the
     * marker's name is its data, and stays.
     */
    public Item visible(Item image) {
        // INVARIANT 4: the marker never arrives.
        boolean marked = image.get(marker).filter(MarkerValue::isMarker).isPresent();
        return image.withoutMatching(
                name -> (marked && name.equals(marker)) || ReservedAttributes.isReserved(name) || isVersion(name));
    }

    /** In place, the attribute that tells a migrated item is no part of its content. */
    private boolean isVersion(String name) {
        return inPlace != null && inPlace.versionAttribute().equals(name);
    }

    /** Tells whether a rule, or a class, decides about a visible source item; if not, it is copied as it is. */
    public boolean isRuled(SourceItem source) {
        return !label(source).equals(RuleTransformer.COPIED);
    }

    /**
     * Returns the names of the top-level attributes on which it depends what becomes of a visible source item.
     *
     * @throws IllegalStateException when a class transforms it, of which that is not known
     */
    public Set<String> reads(SourceItem source) {
        if (transformer instanceof RuleTransformer rules) {
            return rules.reads(source);
        }
        throw new IllegalStateException("what a class reads is not known");
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
                .map(write -> checks.checked(write.table(), write.item(), reservedBytes))
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
        } catch (Exception | AssertionError | LinkageError | StackOverflowError failure) {
            // INVARIANT 9: whatever fails for one item stops no other. Checked exceptions can be thrown undeclared.
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
}

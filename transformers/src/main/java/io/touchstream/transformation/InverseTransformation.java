package io.touchstream.transformation;

import io.touchstream.definition.ClassReference;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TableDefinition;
import io.touchstream.definition.TransformDefinition;
import io.touchstream.item.Item;
import io.touchstream.item.KeySchema;
import io.touchstream.item.ReservedAttributes;
import io.touchstream.rules.inverse.DerivedInverse;
import io.touchstream.transform.InverseTransformer;
import io.touchstream.transform.Invertibility;
import io.touchstream.transform.Invertibility.Kind;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.SourceWrite;
import io.touchstream.transform.TargetItem;
import io.touchstream.transform.TransformException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Undoes a migration's transformation: by the class that the definition names, or as derived from its rules. What it answers
 * is checked: a source item must be writable, and must yield the target item's key again.
 *
 * <p>Commands ask it before a cut-over: {@link #verdicts} says of each rule how far it can be undone, and {@link #isPossible}
 * whether reverse sync can run at all. Safe to share between threads.
 */
public final class InverseTransformation {
    private final Transformation forward;
    private final @Nullable InverseTransformer inverse;
    private final List<Invertibility> verdicts;
    private final WriteChecks checks;

    private InverseTransformation(
            Transformation forward,
            @Nullable InverseTransformer inverse,
            List<Invertibility> verdicts,
            Map<String, KeySchema> sourceKeys) {
        this.forward = forward;
        this.inverse = inverse;
        this.verdicts = verdicts;
        Map<String, TableDefinition> sources = new LinkedHashMap<>();
        sourceKeys.forEach((table, key) -> sources.put(table, new TableDefinition(key, Map.of(), Map.of(), null)));
        this.checks = new WriteChecks(sources, "a source");
    }

    /**
     * Returns the inverse of what a definition states, or one that is not possible.
     *
     * @param sourceKeys the key of each source table; the tables know it, and the definition may
     * @throws io.touchstream.definition.DefinitionException when it names a class that cannot be used
     */
    public static InverseTransformation load(MigrationDefinition definition, Map<String, KeySchema> sourceKeys) {
        Transformation forward = Transformation.load(definition);
        ClassReference named = definition.transform().inverse();
        if (named != null) {
            Invertibility verdict = new Invertibility(
                    "inverse", Kind.INVERTIBLE, List.of("as the class " + named.className() + " undoes it"));
            InverseTransformer inverse = Transformers.inverse(named);
            return new InverseTransformation(forward, inverse, List.of(verdict), sourceKeys);
        }
        if (definition.transform() instanceof TransformDefinition.Rules rules) {
            Map<String, KeySchema> targetKeys = new LinkedHashMap<>();
            definition.target().tables().forEach((table, shape) -> targetKeys.put(table, shape.key()));
            DerivedInverse derived = new DerivedInverse(rules.rules(), sourceKeys, targetKeys);
            return new InverseTransformation(forward, derived, derived.verdicts(), sourceKeys);
        }
        Invertibility none = new Invertibility(
                Transformation.JAVA_LABEL,
                Kind.NOT_INVERTIBLE,
                List.of("a class cannot be undone by itself: name one that does at transform.inverse.java"));
        return new InverseTransformation(forward, null, List.of(none), sourceKeys);
    }

    /** Returns the verdict on each rule in the definition's order, and on items copied as they are; or on the class. */
    public List<Invertibility> verdicts() {
        return verdicts;
    }

    /** Tells whether there is an inverse, if only for some items. */
    public boolean isPossible() {
        return inverse != null;
    }

    /** Returns the transformation that this one undoes. */
    public Transformation forward() {
        return forward;
    }

    /** Returns what the inverse may see of a target image: without provenance and replication attributes. */
    public Item visible(Item image) {
        return image.withoutMatching(ReservedAttributes::isReserved);
    }

    /**
     * Returns the source item that a target item stands for.
     *
     * @param key the target item's key
     * @param image the target item, as {@link #visible} shows it
     * @param known the source item that stands for it now, where its provenance has told; null where it has not
     * @param presents finds the source item of a key, as far as it stands for this target item
     * @param reservedBytes how many bytes of the source item its provenance will take
     * @return one image, or none where the source is to hold nothing for it
     * @throws TransformException when it cannot be undone
     */
    public Transformed apply(
            TargetKey key,
            Item image,
            @Nullable SourceItem known,
            Function<TargetKey, Optional<SourceItem>> presents,
            int reservedBytes) {
        TargetItem target = new TargetItem(key.table(), image);
        Optional<TargetImage> answer = call(target, known, reservedBytes);
        if (known == null && answer.isPresent()) {
            Optional<SourceItem> present = presents.apply(answer.get().key());
            if (present.isPresent()) {
                answer = again(target, present.get(), answer.get().key(), reservedBytes);
            }
        }
        answer.ifPresent(source -> checkYields(source, key));
        return answer.map(source -> new Transformed(List.of(source))).orElse(Transformed.NOTHING);
    }

    private Optional<TargetImage> again(TargetItem target, SourceItem present, TargetKey first, int reservedBytes) {
        Optional<TargetImage> answer = call(target, present, reservedBytes);
        if (answer.isEmpty() || !answer.get().key().equals(first)) {
            throw new TransformException("the inverse answers another key once it sees the present source item");
        }
        return answer;
    }

    private Optional<TargetImage> call(TargetItem target, @Nullable SourceItem present, int reservedBytes) {
        return answer(target, present).map(write -> checks.checked(write.table(), write.item(), reservedBytes));
    }

    private Optional<SourceWrite> answer(TargetItem target, @Nullable SourceItem present) {
        if (inverse == null) {
            throw new TransformException("the transformation has no inverse");
        }
        try {
            return checked(inverse.inverse(target, present));
        } catch (TransformException failure) {
            throw failure;
        } catch (Exception | AssertionError | LinkageError | StackOverflowError failure) {
            // INVARIANT 9: as in the other direction, and only the type is passed on.
            throw new TransformException(
                    "the inverse failed with " + failure.getClass().getName(), failure);
        }
    }

    private static Optional<SourceWrite> checked(Optional<SourceWrite> answer) {
        if (isHollow(answer)) {
            throw new TransformException("the inverse answered null, expected a source item or nothing");
        }
        if (answer.isPresent()
                && (isHollow(answer.get().table()) || isHollow(answer.get().item()))) {
            throw new TransformException("the inverse answered a source item that lacks table or item");
        }
        return answer;
    }

    private static boolean isHollow(@Nullable Object part) {
        return part == null;
    }

    /** What does not lead back to the target item would be another item's, or nobody's, as soon as it is written. */
    private void checkYields(TargetImage source, TargetKey key) {
        SourceItem item = new SourceItem(source.key().table(), forward.visible(source.item()));
        if (!forward.apply(item, 0).keys().contains(key)) {
            throw new TransformException("the source item that the inverse answers does not yield this target item");
        }
    }
}

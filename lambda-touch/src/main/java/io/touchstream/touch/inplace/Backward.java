package io.touchstream.touch.inplace;

import io.touchstream.definition.InPlaceDefinition;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TransformDefinition;
import io.touchstream.item.Item;
import io.touchstream.item.KeySchema;
import io.touchstream.protocol.SourceId;
import io.touchstream.rules.MappingRule;
import io.touchstream.rules.Rule;
import io.touchstream.transform.Invertibility;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.InverseTransformation;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Changes migrated items back by the rules' inverse, and takes the version from them. Items without the version are left alone.
 *
 * <p>An item is changed back only to what the rules would make of it again; so what the application has written to it since
 * stays, and an item of which that does not hold is refused. What an attribute held that a rule has set is not kept anywhere: it
 * is without the attribute then, as an item is to which the rule added it.
 */
public final class Backward implements Alterations {
    private final Transformation forward;
    private final InverseTransformation inverse;
    private final VersionStamp stamp;

    /**
     * Creates it.
     *
     * @throws NullPointerException when the migration is not in place
     */
    public Backward(MigrationDefinition definition, Transformation forward) {
        InPlaceDefinition inPlace = Objects.requireNonNull(definition.inPlace(), "a migration in place");
        this.forward = forward;
        this.inverse = inverse(definition);
        this.stamp = new VersionStamp(inPlace.versionAttribute(), definition.name());
    }

    /** Says why the rules cannot be undone in place; nothing where they can. */
    public static Optional<String> obstacle(MigrationDefinition definition) {
        if (definition.transform() instanceof TransformDefinition.Rules rules && rules.inverse() == null) {
            for (Rule rule : rules.rules()) {
                if (rule instanceof MappingRule mapping
                        && !mapping.changes().remove().isEmpty()) {
                    return Optional.of(
                            rule.label() + " removes " + mapping.changes().remove()
                                    + ", and what was removed is not kept: restore the table from a backup, or name a"
                                    + " class that undoes it at transform.inverse.java");
                }
            }
        }
        return inverse(definition).verdicts().stream()
                .filter(verdict -> verdict.kind() == Invertibility.Kind.NOT_INVERTIBLE)
                .map(Invertibility::line)
                .findFirst();
    }

    /** Returns the attributes that items are without once they are changed back, whatever they held before rules set them. */
    public static Set<String> notKept(MigrationDefinition definition) {
        Set<String> names = new TreeSet<>();
        if (definition.transform() instanceof TransformDefinition.Rules rules && rules.inverse() == null) {
            for (Rule rule : rules.rules()) {
                if (rule instanceof MappingRule mapping) {
                    names.addAll(mapping.changes().set().keySet());
                }
            }
        }
        return names;
    }

    @Override
    public Optional<Alteration> of(SourceId source, Item image) {
        if (!stamp.isOn(image)) {
            return Optional.empty();
        }
        Item after = forward.visible(image);
        Item before = undone(source, after);
        SourceItem undone = new SourceItem(source.table(), before);
        List<TargetImage> again = forward.apply(undone, 0).images();
        if (again.size() != 1 || !again.get(0).item().equals(after)) {
            throw new TransformException("what was written to the item since it was migrated cannot be undone");
        }
        Set<String> reads = new TreeSet<>(forward.reads(undone));
        reads.addAll(forward.reads(new SourceItem(source.table(), after)));
        Differences differences = Differences.between(after, before, reads);
        Set<String> removals = new TreeSet<>(differences.removals());
        removals.add(stamp.attribute());
        Map<String, Optional<AttributeValue>> expected = new TreeMap<>(differences.expected());
        expected.put(stamp.attribute(), image.get(stamp.attribute()));
        return Optional.of(new Alteration(differences.names(), differences.sets(), removals, expected));
    }

    private Item undone(SourceId source, Item after) {
        TargetKey key = new TargetKey(source.table(), source.key());
        List<TargetImage> images =
                inverse.apply(key, after, null, none -> Optional.empty(), 0).images();
        if (images.size() != 1 || !images.get(0).key().equals(key)) {
            throw new TransformException("the inverse does not answer exactly one item under the key that it has");
        }
        return images.get(0).item();
    }

    private static InverseTransformation inverse(MigrationDefinition definition) {
        Map<String, KeySchema> keys = new HashMap<>();
        definition.target().tables().forEach((table, shape) -> keys.put(table, shape.key()));
        return InverseTransformation.load(definition, keys);
    }
}

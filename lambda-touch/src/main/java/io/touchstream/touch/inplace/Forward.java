package io.touchstream.touch.inplace;

import io.touchstream.definition.InPlaceDefinition;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.Transformation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Changes items to what the rules yield, and stamps those that a rule decides about with the version.
 *
 * <p>The rules must be idempotent: an item that is changed must be what they make of it again. An item of which that does not
 * hold is refused, because it could never be told from one that is still to be changed.
 */
public final class Forward implements Alterations {
    private final Transformation transformation;
    private final VersionStamp stamp;

    /**
     * Creates it.
     *
     * @throws NullPointerException when the migration is not in place
     */
    public Forward(MigrationDefinition definition, Transformation transformation) {
        InPlaceDefinition inPlace = Objects.requireNonNull(definition.inPlace(), "a migration in place");
        this.transformation = transformation;
        this.stamp = new VersionStamp(inPlace.versionAttribute(), definition.name());
    }

    @Override
    public Optional<Alteration> of(SourceId source, Item image) {
        SourceItem before = new SourceItem(source.table(), transformation.visible(image));
        Item after = yielded(source, before);
        boolean stamped = stamp.isOn(image);
        if (!after.equals(yielded(source, new SourceItem(source.table(), after)))) {
            throw new TransformException("the rules change their own result: in place, they must be idempotent");
        }
        if (before.item().equals(after) && (stamped || !transformation.isRuled(before))) {
            return Optional.empty();
        }
        Differences differences = Differences.between(before.item(), after, transformation.reads(before));
        Map<String, AttributeValue> sets = new TreeMap<>(differences.sets());
        sets.put(stamp.attribute(), AttributeValues.string(stamp.value()));
        Map<String, Optional<AttributeValue>> expected = new TreeMap<>(differences.expected());
        expected.put(stamp.attribute(), image.get(stamp.attribute()));
        return Optional.of(new Alteration(differences.names(), sets, differences.removals(), expected));
    }

    private Item yielded(SourceId source, SourceItem item) {
        List<TargetImage> images =
                transformation.apply(item, stamp.sizeInBytes()).images();
        if (images.size() != 1 || !images.get(0).key().key().equals(source.key())) {
            throw new TransformException("the rules do not yield exactly one item under the key that it has");
        }
        return images.get(0).item();
    }
}

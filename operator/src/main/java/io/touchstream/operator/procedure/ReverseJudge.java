package io.touchstream.operator.procedure;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.operator.procedure.ReverseVerify.Kind;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.reverse.ReverseTransformation;
import io.touchstream.rules.Condition;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Judges single items of either side by what the other side holds for them, as both are at the moment. */
final class ReverseJudge {
    private final Workspace workspace;
    private final ReverseTransformation transformation;
    private final ExpiredCounterparts expired;

    ReverseJudge(Workspace workspace, ReverseTransformation transformation) {
        this.workspace = workspace;
        this.transformation = transformation;
        this.expired = new ExpiredCounterparts(workspace);
    }

    /** Judges a target item by what the source holds for it. */
    Optional<Kind> ofTarget(SourceId target) {
        Optional<Item> image = read(keyOf(target));
        if (image.isEmpty()) {
            return Optional.empty();
        }
        try {
            Transformed expected = transformation.apply(target, image.get(), this::read);
            return expected.images().isEmpty()
                    ? Optional.empty()
                    : judge(target, image.get(), expected.images().get(0));
        } catch (TransformException failure) {
            return Optional.of(Kind.NOT_INVERTIBLE);
        }
    }

    private Optional<Kind> judge(SourceId target, Item image, TargetImage expected) {
        Optional<Item> found = read(expected.key());
        if (found.isEmpty()) {
            return expired.excuseMissing(target.table(), image, expected)
                    ? Optional.empty()
                    : Optional.of(Kind.MISSING);
        }
        String table = expected.key().table();
        boolean its = transformation
                .ownership()
                .of(table, found.get(), target)
                .filter(provenance -> provenance.source().equals(target))
                .isPresent();
        Item visible = workspace.transformation().visible(found.get());
        return its && visible.equals(expected.item()) ? Optional.empty() : Optional.of(Kind.DIFFERENT);
    }

    /** Judges a source item by the target item for which it stands. */
    Optional<Kind> ofSource(SourceId source) {
        Optional<Item> image = read(keyOf(source));
        if (image.filter(this::isBrought).isEmpty()) {
            return Optional.empty();
        }
        Optional<SourceId> target = transformation
                .ownership()
                .of(source.table(), image.get(), source)
                .map(Provenance::source);
        if (target.isEmpty()) {
            return Optional.empty();
        }
        Optional<Item> found = read(keyOf(target.get()));
        boolean right = found.isPresent()
                ? leadsBack(target.get(), found.get(), keyOf(source))
                : expired.excuseGhost(source.table(), image.get());
        return right ? Optional.empty() : Optional.of(Kind.GHOST);
    }

    /** Items that were not to be touched need not ever have been in the target, unless they came from there. */
    private boolean isBrought(Item source) {
        Condition when = workspace.definition().touch().when();
        return when == null
                || when.holds(workspace.transformation().visible(source))
                || Direction.FORWARD.stamp(workspace.definition(), source).isPresent();
    }

    /** What cannot be undone is told of when the target item is judged. */
    private boolean leadsBack(SourceId target, Item image, TargetKey source) {
        try {
            List<TargetImage> images =
                    transformation.apply(target, image, this::read).images();
            return images.isEmpty() || images.get(0).key().equals(source);
        } catch (TransformException failure) {
            return true;
        }
    }

    private static TargetKey keyOf(SourceId id) {
        ItemKey key = id.key();
        return new TargetKey(id.table(), key);
    }

    /** Returns an item as it is now. */
    Optional<Item> read(SourceId id) {
        return read(keyOf(id));
    }

    private Optional<Item> read(TargetKey key) {
        Map<String, AttributeValue> item = workspace
                .client()
                .getItem(request -> request.tableName(key.table())
                        .key(key.key().attributes())
                        .consistentRead(true))
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(Item.of(item));
    }
}

package io.touchstream.sync.plan;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.Item;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.sync.decode.Change;
import io.touchstream.transform.SourceItem;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformation;
import io.touchstream.transformation.Transformed;
import java.util.Optional;
import java.util.Set;

/** Maps source items to target items. */
public record ForwardMapping(MigrationDefinition definition, Transformation transformation) implements Mapping {
    @Override
    public Optional<Change> toCarryOver(Change change) {
        return Direction.FORWARD.isEcho(definition, change.before(), change.after())
                ? Optional.empty()
                : Optional.of(change);
    }

    @Override
    public Item visible(Item image) {
        return transformation.visible(image);
    }

    @Override
    public Transformed apply(SourceId source, Item image) {
        return transformation.apply(new SourceItem(source.table(), image), Provenance.sizeInBytes(source));
    }

    @Override
    public Set<TargetKey> spared(SourceId source, Item last, Set<TargetKey> keys) {
        return Set.of();
    }
}

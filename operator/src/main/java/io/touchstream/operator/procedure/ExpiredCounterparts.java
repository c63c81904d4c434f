package io.touchstream.operator.procedure;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.Item;
import io.touchstream.protocol.Expiry;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import java.time.Clock;
import java.util.Optional;

/**
 * Tells whether an item may lack its counterpart since it has expired: each table is rid of its expired items at a time of its own,
 * and a delete by the service may be one that is left alone.
 */
record ExpiredCounterparts(Workspace workspace) {
    /**
     * Tells whether the source may go without what a target item stands for.
     *
     * @param image the target item, which is there
     * @param expected the source item that is not
     */
    boolean excuseMissing(String targetTable, Item image, TargetImage expected) {
        Optional<String> source = ofSource(expected.key().table());
        return hasPassed(image, ofTarget(targetTable))
                || hasPassed(expected.item(), source)
                || (source.isEmpty() && leavesServiceDeletesAlone());
    }

    /**
     * Tells whether the target may go without what a source item yields.
     *
     * @param image the source item, which is there
     */
    boolean excuseGhost(String sourceTable, Item image) {
        return hasPassed(image, ofSource(sourceTable)) || yieldsExpired(sourceTable, image);
    }

    private boolean yieldsExpired(String sourceTable, Item image) {
        SourceItem visible =
                new SourceItem(sourceTable, workspace.transformation().visible(image));
        try {
            return workspace.transformation().apply(visible, 0).images().stream()
                    .anyMatch(yielded ->
                            hasPassed(yielded.item(), ofTarget(yielded.key().table())));
        } catch (TransformException yieldsNothing) {
            return false;
        }
    }

    /** The service may have deleted the source item then, if not by an attribute that the definition knows of. */
    private boolean leavesServiceDeletesAlone() {
        return new Expiry(definition(), Clock.systemUTC()).ignoresServiceDeletes();
    }

    private static boolean hasPassed(Item item, Optional<String> timeToLive) {
        return Expiry.hasPassed(item, timeToLive.orElse(null), Clock.systemUTC().instant());
    }

    private Optional<String> ofTarget(String table) {
        return Optional.ofNullable(definition().target().tables().get(table)).map(TableDefinition::timeToLive);
    }

    private Optional<String> ofSource(String table) {
        return definition().source().shapeOf(table).map(TableDefinition::timeToLive);
    }

    private MigrationDefinition definition() {
        return workspace.definition();
    }
}

package io.touchstream.sync.plan;

import io.touchstream.protocol.SourceId;
import io.touchstream.sync.decode.Change;
import io.touchstream.transformation.Transformation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds a batch's changes by source item, so that each item is written once, in the state of its last record.
 *
 * <p>Safe to share between threads.
 */
public final class BatchFolder {
    private final Transformation transformation;
    private final String marker;

    /**
     * Creates a folder.
     *
     * @param marker the marker attribute's name
     */
    public BatchFolder(Transformation transformation, String marker) {
        this.transformation = transformation;
        this.marker = marker;
    }

    /** Returns one change for each source item, in the order of their first records. */
    public List<ItemChange> fold(List<Change> changes) {
        Map<SourceId, ItemFold> folds = new LinkedHashMap<>();
        for (Change change : changes) {
            folds.computeIfAbsent(change.source(), source -> new ItemFold(transformation, marker))
                    .add(change);
        }
        List<ItemChange> folded = new ArrayList<>();
        folds.values().forEach(fold -> folded.add(fold.finish()));
        return folded;
    }
}

package io.touchstream.sync.plan;

import io.touchstream.protocol.SourceId;
import io.touchstream.sync.decode.Change;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds a batch's changes by source item, so that each item is written once, in the state of its last record.
 *
 * <p>Safe to share between threads.
 */
public final class BatchFolder {
    private final Mapping mapping;
    private final String marker;

    /**
     * Creates a folder.
     *
     * @param marker the marker attribute's name
     */
    public BatchFolder(Mapping mapping, String marker) {
        this.mapping = mapping;
        this.marker = marker;
    }

    /** Returns one change for each source item, in the order of their first records' versions. */
    public List<ItemChange> fold(List<Change> changes) {
        Map<SourceId, ItemFold> folds = new LinkedHashMap<>();
        for (Change change : inOrder(changes)) {
            folds.computeIfAbsent(change.source(), source -> new ItemFold(mapping, marker))
                    .add(change);
        }
        List<ItemChange> folded = new ArrayList<>();
        folds.values().forEach(fold -> folded.add(fold.finish()));
        return folded;
    }

    /** The stream gives each item's records in order; should it ever not, the latest state is still the last one. */
    private static List<Change> inOrder(List<Change> changes) {
        return changes.stream().sorted(Comparator.comparing(Change::version)).toList();
    }
}

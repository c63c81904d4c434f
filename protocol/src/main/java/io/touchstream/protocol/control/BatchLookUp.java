package io.touchstream.protocol.control;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads what sync has to know before it writes a batch: whether the application's tombstones are to be heeded, and the quarantine
 * entries of the batch's items. Both come by one consistent request, two keys large as long as nothing was ever quarantined.
 *
 * <p>That tombstones are heeded is asked for each batch until it is so, and not any more afterwards: they are heeded as long as
 * this instance lives, which does no harm where there are none. Safe to share between threads.
 */
public final class BatchLookUp {
    private static final String PROJECTION = Stream.of("#" + ControlTable.PARTITION_KEY, QuarantineRow.WITHOUT_IMAGES)
            .collect(Collectors.joining(", "));
    private static final Map<String, String> NAMES = names();

    private final ControlTable control;
    private final Quarantine quarantine;
    private volatile boolean heeded;

    /**
     * Creates it.
     *
     * @param quarantine on the same control table
     */
    public BatchLookUp(ControlTable control, Quarantine quarantine) {
        this.control = control;
        this.quarantine = quarantine;
    }

    /**
     * Tells what was found.
     *
     * @param entries the quarantine entries of the batch's items, without their images
     * @param heedsTombstones whether the application's tombstones are to be heeded
     */
    public record Found(Map<SourceId, QuarantineEntry> entries, boolean heedsTombstones) {}

    /** Looks up what there is about the items of a batch. */
    public Found read(Collection<SourceId> sources) {
        if (sources.isEmpty()) {
            return new Found(Map.of(), heeded);
        }
        boolean raised = quarantine.isKnownToBeRaised();
        Map<SourceId, QuarantineEntry> entries = new HashMap<>();
        for (Item row : control.getAll(keys(sources, raised), PROJECTION, NAMES)) {
            switch (Rows.text(row, ControlTable.PARTITION_KEY)) {
                case Tombstones.PARTITION -> heeded = true;
                case Quarantine.FLAG_PARTITION -> quarantine.wasSeenRaised();
                default -> {
                    QuarantineEntry entry = QuarantineRow.decode(row);
                    entries.put(entry.source(), entry);
                }
            }
        }
        boolean seenRaised = !raised && quarantine.isKnownToBeRaised();
        return new Found(seenRaised ? quarantine.find(sources) : entries, heeded);
    }

    private List<Map<String, AttributeValue>> keys(Collection<SourceId> sources, boolean raised) {
        List<Map<String, AttributeValue>> keys = new ArrayList<>();
        if (!heeded) {
            keys.add(ControlTable.key(Tombstones.PARTITION, Tombstones.SORT));
        }
        if (raised) {
            sources.stream().distinct().map(QuarantineRow::key).forEach(keys::add);
        } else {
            keys.add(ControlTable.key(Quarantine.FLAG_PARTITION, Quarantine.FLAG));
        }
        return keys;
    }

    private static Map<String, String> names() {
        Map<String, String> names = new HashMap<>(QuarantineRow.NAMES_WITHOUT_IMAGES);
        names.put("#" + ControlTable.PARTITION_KEY, ControlTable.PARTITION_KEY);
        return Map.copyOf(names);
    }
}

package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Segments.SegmentId;
import io.touchstream.transformation.TargetKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Remembers the copies that are about to be put, so that a process which dies between a put and its check against the
 * source leaves no copy unchecked.
 */
public final class PendingCopies {
    private static final String PARTITION_PREFIX = "COPIES#";
    private static final String COPIES = "copies";

    private final ControlTable control;
    private final RandomGenerator random;

    public PendingCopies(ControlTable control) {
        this(control, new SecureRandom());
    }

    /**
     * Creates it with its own randomness.
     *
     * @param random draws the names of lots
     */
    public PendingCopies(ControlTable control, RandomGenerator random) {
        this.control = control;
        this.random = random;
    }

    /** Names a copy: which source item it stands for, and where it is put. */
    public record Copy(SourceId source, TargetKey target) {}

    /**
     * Names who puts copies, one lot at a time.
     *
     * @param run the run's id
     * @param part the part of the run; at most 900 bytes
     */
    public record Holder(String run, String part) {
        /** Names a segment. */
        public static Holder of(SegmentId segment) {
            return new Holder(segment.run(), "%s#%s#%06d".formatted(segment.job(), segment.table(), segment.segment()));
        }
    }

    /** Names what was about to be put together. */
    public record Lot(String run, String id) {}

    /** Stores what is about to be put, and returns what it is to be forgotten by. */
    public Lot save(Holder holder, List<Copy> copies) {
        // INVARIANT 11: each lot has a row of its own, so that a request which lands late takes no later one's place.
        Lot lot = new Lot(holder.run(), prefix(holder) + new UUID(random.nextLong(), random.nextLong()));
        List<AttributeValue> values = new ArrayList<>();
        for (Copy copy : copies) {
            values.add(AttributeValues.string(copy.source().text()));
            values.add(AttributeValues.string(Rows.text(copy.target())));
        }
        control.put(partition(lot.run()), lot.id(), Map.of(COPIES, AttributeValue.fromL(values)));
        return lot;
    }

    /** Returns what was about to be put when the holder last ended. */
    public Map<Lot, List<Copy>> find(Holder holder) {
        Map<Lot, List<Copy>> found = new HashMap<>(ofRun(holder.run()));
        found.keySet().removeIf(lot -> !lot.id().startsWith(prefix(holder)));
        return found;
    }

    /** Returns everything of a run that was about to be put and has not been checked. */
    public Map<Lot, List<Copy>> ofRun(String run) {
        Map<Lot, List<Copy>> pending = new HashMap<>();
        control.query(partition(run))
                .forEach(row -> pending.put(new Lot(run, Rows.text(row, ControlTable.SORT_KEY)), copies(row)));
        return pending;
    }

    /** Forgets what was stored: every copy has been checked. */
    public void clear(Lot lot) {
        control.delete(partition(lot.run()), lot.id());
    }

    private static String prefix(Holder holder) {
        return holder.part() + "#";
    }

    private static List<Copy> copies(Item row) {
        List<AttributeValue> values = row.get(COPIES).map(AttributeValue::l).orElse(List.of());
        List<Copy> copies = new ArrayList<>();
        for (int index = 0; index + 1 < values.size(); index += 2) {
            copies.add(new Copy(
                    new SourceId(values.get(index).s()),
                    Rows.targetKey(values.get(index + 1).s())));
        }
        return copies;
    }

    private static String partition(String run) {
        return PARTITION_PREFIX + run;
    }
}

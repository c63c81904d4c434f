package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Segments.SegmentId;
import io.touchstream.transformation.TargetKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Remembers the copies that a segment is about to put, so that a process which dies between a put and its check against
 * the source leaves no copy unchecked.
 */
public final class PendingCopies {
    private static final String PARTITION_PREFIX = "COPIES#";
    private static final String COPIES = "copies";

    private final ControlTable control;

    public PendingCopies(ControlTable control) {
        this.control = control;
    }

    /** Names a copy: which source item it stands for, and where it is put. */
    public record Copy(SourceId source, TargetKey target) {}

    /** Stores what is about to be put, in place of what was stored for that segment before. */
    public void save(SegmentId segment, List<Copy> copies) {
        List<AttributeValue> values = new ArrayList<>();
        for (Copy copy : copies) {
            values.add(AttributeValues.string(copy.source().text()));
            values.add(AttributeValues.string(Rows.text(copy.target())));
        }
        control.put(PARTITION_PREFIX + segment.run(), sort(segment), Map.of(COPIES, AttributeValue.fromL(values)));
    }

    /** Returns what was about to be put when the segment was last left. */
    public List<Copy> find(SegmentId segment) {
        List<AttributeValue> values = control.get(PARTITION_PREFIX + segment.run(), sort(segment))
                .flatMap(row -> row.get(COPIES))
                .map(AttributeValue::l)
                .orElse(List.of());
        List<Copy> copies = new ArrayList<>();
        for (int index = 0; index + 1 < values.size(); index += 2) {
            copies.add(new Copy(
                    new SourceId(values.get(index).s()),
                    Rows.targetKey(values.get(index + 1).s())));
        }
        return copies;
    }

    /** Forgets what was stored: every copy has been checked. */
    public void clear(SegmentId segment) {
        control.delete(PARTITION_PREFIX + segment.run(), sort(segment));
    }

    private static String sort(SegmentId segment) {
        return "%s#%s#%06d".formatted(segment.job(), segment.table(), segment.segment());
    }
}

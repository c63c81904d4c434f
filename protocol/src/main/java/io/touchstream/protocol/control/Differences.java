package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.transformation.TargetKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Keeps the differences that a verify run found. The segments bound how many each of them keeps. */
public final class Differences {
    private static final String PARTITION_PREFIX = "DIFFERENCES#";
    private static final String KIND = "kind";
    private static final String SOURCE = "source";
    private static final String OTHER_SOURCE = "otherSource";
    private static final String TARGET = "target";
    private static final String ATTRIBUTES = "attributes";

    private final ControlTable control;

    public Differences(ControlTable control) {
        this.control = control;
    }

    /** Names the kinds of difference. */
    public enum Kind {
        /** The target lacks an item that the source's transformation yields. */
        MISSING,
        /** The target holds other attributes than the transformation yields. */
        DIFFERENT,
        /** The target holds an item whose source item is gone, or no longer yields it. */
        GHOST,
        /** The target key is held by another source item. */
        COLLISION,
        /** The target item is the application's own. */
        APPLICATION_OWNED,
        /** The source item has expired, or the target item has; the time-to-live service is yet to remove the rest. */
        EXPIRED,
        /** The source item is in the quarantine. */
        QUARANTINED
    }

    /**
     * Describes one difference.
     *
     * @param kind what is wrong
     * @param source the source item; null where a target item names none
     * @param otherSource for a collision, the source item that holds the key; null otherwise
     * @param target the target item; null where the transformation failed
     * @param attributes the names of the attributes that differ
     */
    public record Difference(
            Kind kind,
            @Nullable SourceId source,
            @Nullable SourceId otherSource,
            @Nullable TargetKey target,
            SortedSet<String> attributes) {}

    /** Stores one difference under a name that is unique within the run, so that storing it again changes nothing. */
    public void add(String run, Difference difference) {
        Map<String, AttributeValue> row = new HashMap<>();
        row.put(KIND, AttributeValues.string(difference.kind().name()));
        if (difference.source() != null) {
            row.put(SOURCE, AttributeValues.string(difference.source().text()));
        }
        if (difference.otherSource() != null) {
            row.put(
                    OTHER_SOURCE,
                    AttributeValues.string(difference.otherSource().text()));
        }
        if (difference.target() != null) {
            row.put(TARGET, AttributeValues.string(Rows.text(difference.target())));
        }
        if (!difference.attributes().isEmpty()) {
            row.put(ATTRIBUTES, AttributeValue.fromSs(List.copyOf(difference.attributes())));
        }
        control.put(PARTITION_PREFIX + run, Rows.digest(row.get(KIND) + "/" + row.get(SOURCE) + row.get(TARGET)), row);
    }

    /** Reads the differences of a run, page by page. */
    public Stream<Difference> list(String run) {
        return control.query(PARTITION_PREFIX + run).map(Differences::difference);
    }

    private static Difference difference(Item row) {
        return new Difference(
                Kind.valueOf(Rows.text(row, KIND)),
                row.has(SOURCE) ? new SourceId(Rows.text(row, SOURCE)) : null,
                row.has(OTHER_SOURCE) ? new SourceId(Rows.text(row, OTHER_SOURCE)) : null,
                row.has(TARGET) ? Rows.targetKey(Rows.text(row, TARGET)) : null,
                new TreeSet<>(row.get(ATTRIBUTES).map(AttributeValue::ss).orElse(List.of())));
    }
}

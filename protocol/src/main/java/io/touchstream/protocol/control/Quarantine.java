package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.StorableValues;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Keeps what could not be applied, one entry for each source item, until a later change of that item succeeds.
 *
 * <p>Entries are spread over sixteen partitions, so that a flood of them is not throttled by one. A flag that is raised
 * before the first entry is written lets sync skip all look-ups while nothing was ever quarantined.
 */
public final class Quarantine {
    /** Images up to this size, in bytes, are kept in the entry itself. */
    static final int MAXIMUM_INLINE_BYTES = 300 * 1024;

    static final String FLAG_PARTITION = "QUARANTINE";
    static final String FLAG = "RAISED";

    private final ControlTable control;
    private final ImageStore largeImages;
    private volatile boolean raised;

    public Quarantine(ControlTable control, ImageStore largeImages) {
        this.control = control;
        this.largeImages = largeImages;
    }

    /** Tells whether anything was ever quarantined in this migration. */
    public boolean wasEverRaised() {
        if (!raised) {
            raised = control.get(FLAG_PARTITION, FLAG).isPresent();
        }
        return raised;
    }

    /** Tells whether it is known already that something was quarantined. */
    boolean isKnownToBeRaised() {
        return raised;
    }

    /** Takes note of the flag, which was read. */
    void wasSeenRaised() {
        raised = true;
    }

    /** Adds an entry, in place of an earlier one for the same source item; a later one stays. */
    public void add(QuarantineEntry entry) {
        if (!wasEverRaised()) {
            control.put(FLAG_PARTITION, FLAG, Map.of());
            raised = true;
        }
        Images images = entry.images();
        if (images.sizeInBytes() > MAXIMUM_INLINE_BYTES || isTooDeep(images.before()) || isTooDeep(images.after())) {
            images = new Images(null, null, largeImages.save(entry.source(), entry.version(), images));
        }
        Map<String, AttributeValue> row = QuarantineRow.encode(entry, images);
        control.update(QuarantineRow.partition(entry.source()), QuarantineRow.sort(entry.source()), replacement(row));
    }

    /**
     * A row holds an image as a map, so that an image as deep as an item can be is too deep for it. One level more is kept
     * free, since DynamoDB counts the value inside the last list or map as a level (seen on DynamoDB Local 3.1.0).
     */
    private static boolean isTooDeep(@Nullable Item image) {
        if (image == null) {
            return false;
        }
        AttributeValue row = AttributeValues.list(List.of(AttributeValues.map(image.attributes())));
        return StorableValues.problem(Item.of(Map.of("row", row))).isPresent();
    }

    private static UpdateItemRequest.Builder replacement(Map<String, AttributeValue> row) {
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        row.forEach((name, value) -> {
            names.put("#" + name, name);
            values.put(":" + name, value);
        });
        String assignments =
                row.keySet().stream().map(name -> "#" + name + " = :" + name).collect(Collectors.joining(", "));
        List<String> absent = QuarantineRow.absentFrom(row);
        absent.forEach(name -> names.put("#" + name, name));
        String removals = absent.stream().map(name -> "#" + name).collect(Collectors.joining(", "));
        return UpdateItemRequest.builder()
                .updateExpression("SET " + assignments + (absent.isEmpty() ? "" : " REMOVE " + removals))
                .conditionExpression("attribute_not_exists(#version) OR #version <= :version")
                .expressionAttributeNames(names)
                .expressionAttributeValues(values);
    }

    /**
     * Looks up the entries of several source items, without their images: one request for a hundred of them, and none
     * while nothing was ever raised.
     */
    public Map<SourceId, QuarantineEntry> find(Collection<SourceId> sources) {
        Map<SourceId, QuarantineEntry> found = new HashMap<>();
        if (sources.isEmpty() || !wasEverRaised()) {
            return found;
        }
        List<Map<String, AttributeValue>> keys =
                sources.stream().distinct().map(QuarantineRow::key).toList();
        control.getAll(keys, QuarantineRow.WITHOUT_IMAGES, QuarantineRow.NAMES_WITHOUT_IMAGES).stream()
                .map(QuarantineRow::decode)
                .forEach(entry -> found.put(entry.source(), entry));
        return found;
    }

    /** Removes the entry of a source item, unless it is for a later change than the one that succeeded. */
    public void settle(SourceId source, Version succeeded) {
        find(List.of(source)).values().stream()
                .filter(entry -> entry.version().compareTo(succeeded) <= 0)
                .forEach(entry -> control.delete(
                        QuarantineRow.partition(source),
                        QuarantineRow.sort(source),
                        QuarantineRow.VERSION,
                        AttributeValues.string(entry.version().text())));
    }

    /** Reads all entries, page by page. */
    public Stream<QuarantineEntry> list() {
        return IntStream.range(0, QuarantineRow.PARTITIONS)
                .boxed()
                .flatMap(partition -> control.query(QuarantineRow.partition(partition)))
                .map(QuarantineRow::decode);
    }
}

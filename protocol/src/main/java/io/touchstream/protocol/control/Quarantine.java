package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
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

    private static final String FLAG_PARTITION = "QUARANTINE";
    private static final String FLAG = "RAISED";
    private static final int LOOK_UP_SIZE = 100;

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

    /** Adds an entry, in place of an earlier one for the same source item; a later one stays. */
    public void add(QuarantineEntry entry) {
        if (!wasEverRaised()) {
            control.put(FLAG_PARTITION, FLAG, Map.of());
            raised = true;
        }
        Images images = entry.images();
        if (images.sizeInBytes() > MAXIMUM_INLINE_BYTES) {
            images = new Images(null, null, largeImages.save(entry.source(), entry.version(), images));
        }
        Map<String, AttributeValue> row = QuarantineRow.encode(entry, images);
        control.update(QuarantineRow.partition(entry.source()), QuarantineRow.sort(entry.source()), replacement(row));
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
        List<SourceId> distinct = sources.stream().distinct().toList();
        for (int from = 0; from < distinct.size(); from += LOOK_UP_SIZE) {
            List<SourceId> some = distinct.subList(from, Math.min(distinct.size(), from + LOOK_UP_SIZE));
            lookUp(some).forEach(entry -> found.put(entry.source(), entry));
        }
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

    private List<QuarantineEntry> lookUp(List<SourceId> sources) {
        List<Map<String, AttributeValue>> keys = sources.stream()
                .map(source -> ControlTable.key(QuarantineRow.partition(source), QuarantineRow.sort(source)))
                .toList();
        List<QuarantineEntry> entries = new ArrayList<>();
        Map<String, KeysAndAttributes> pending = Map.of(
                control.name(),
                KeysAndAttributes.builder()
                        .keys(keys)
                        .consistentRead(true)
                        .projectionExpression(QuarantineRow.WITHOUT_IMAGES)
                        .expressionAttributeNames(QuarantineRow.NAMES_WITHOUT_IMAGES)
                        .build());
        control
                .client()
                .batchGetItemPaginator(
                        BatchGetItemRequest.builder().requestItems(pending).build())
                .stream()
                .flatMap(page -> Optional.ofNullable(page.responses().get(control.name())).stream())
                .flatMap(List::stream)
                .map(Item::of)
                .map(QuarantineRow::decode)
                .forEach(entries::add);
        return entries;
    }
}

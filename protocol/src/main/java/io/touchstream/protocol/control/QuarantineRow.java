package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import io.touchstream.transformation.TargetKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Lays a quarantine entry out as a control row. */
final class QuarantineRow {
    static final int PARTITIONS = 16;
    static final String VERSION = "version";

    private static final String PARTITION_PREFIX = "QUARANTINE#";
    private static final String SOURCE = "source";
    private static final String CAUSE = "cause";
    private static final String DETAIL = "detail";
    private static final String TARGET = "target";
    private static final String OTHER_SOURCE = "otherSource";
    private static final String LEFT_KEYS = "leftKeys";
    private static final String BEFORE = "before";
    private static final String AFTER = "after";
    private static final String LOCATION = "location";
    private static final String AT = "at";
    private static final String DIRECTION = "direction";
    private static final List<String> ALL_BUT_IMAGES =
            List.of(SOURCE, VERSION, CAUSE, DETAIL, AT, TARGET, OTHER_SOURCE, LEFT_KEYS, LOCATION, DIRECTION);
    static final Map<String, String> NAMES_WITHOUT_IMAGES =
            ALL_BUT_IMAGES.stream().collect(Collectors.toUnmodifiableMap(name -> "#" + name, name -> name));
    static final String WITHOUT_IMAGES =
            ALL_BUT_IMAGES.stream().map(name -> "#" + name).collect(Collectors.joining(", "));

    private static final List<String> OPTIONAL =
            List.of(TARGET, OTHER_SOURCE, LEFT_KEYS, BEFORE, AFTER, LOCATION, DIRECTION);

    private QuarantineRow() {}

    static Map<String, AttributeValue> key(SourceId source) {
        return ControlTable.key(partition(source), sort(source));
    }

    static String partition(SourceId source) {
        return partition(Math.floorMod(source.hashCode(), PARTITIONS));
    }

    static String partition(int number) {
        return PARTITION_PREFIX + number;
    }

    /** A source item's name may be longer than a sort key can be, so its digest stands for it. */
    static String sort(SourceId source) {
        return Rows.digest(source.text());
    }

    static Map<String, AttributeValue> encode(QuarantineEntry entry, Images images) {
        Map<String, AttributeValue> row = new HashMap<>();
        row.put(SOURCE, AttributeValues.string(entry.source().text()));
        row.put(VERSION, AttributeValues.string(entry.version().text()));
        row.put(CAUSE, AttributeValues.string(entry.cause().name()));
        row.put(DETAIL, AttributeValues.string(entry.detail()));
        row.put(AT, Rows.instant(entry.at()));
        if (entry.target() != null) {
            row.put(TARGET, AttributeValues.string(Rows.text(entry.target())));
        }
        if (entry.otherSource() != null) {
            row.put(OTHER_SOURCE, AttributeValues.string(entry.otherSource().text()));
        }
        if (!entry.leftKeys().isEmpty()) {
            Set<String> left = entry.leftKeys().stream().map(Rows::text).collect(Collectors.toSet());
            row.put(LEFT_KEYS, AttributeValue.fromSs(List.copyOf(left)));
        }
        if (images.before() != null) {
            row.put(BEFORE, AttributeValues.map(images.before().attributes()));
        }
        if (images.after() != null) {
            row.put(AFTER, AttributeValues.map(images.after().attributes()));
        }
        if (images.location() != null) {
            row.put(LOCATION, AttributeValues.string(images.location()));
        }
        if (entry.direction() != Direction.FORWARD) {
            row.put(DIRECTION, AttributeValues.string(entry.direction().text()));
        }
        return row;
    }

    /** Names what an earlier entry may have had and this one has not. */
    static List<String> absentFrom(Map<String, AttributeValue> row) {
        return OPTIONAL.stream().filter(name -> !row.containsKey(name)).toList();
    }

    static QuarantineEntry decode(Item row) {
        Set<TargetKey> left = new LinkedHashSet<>();
        row.get(LEFT_KEYS).ifPresent(keys -> keys.ss().forEach(key -> left.add(Rows.targetKey(key))));
        return new QuarantineEntry(
                new SourceId(Rows.text(row, SOURCE)),
                new Version(Rows.text(row, VERSION)),
                Cause.valueOf(Rows.text(row, CAUSE)),
                Rows.text(row, DETAIL),
                row.has(TARGET) ? Rows.targetKey(Rows.text(row, TARGET)) : null,
                row.has(OTHER_SOURCE) ? new SourceId(Rows.text(row, OTHER_SOURCE)) : null,
                left,
                new Images(image(row, BEFORE), image(row, AFTER), row.has(LOCATION) ? Rows.text(row, LOCATION) : null),
                Rows.instant(row, AT),
                row.has(DIRECTION) ? Direction.parse(Rows.text(row, DIRECTION)) : Direction.FORWARD);
    }

    private static @Nullable Item image(Item row, String name) {
        return row.get(name).map(value -> Item.of(value.m())).orElse(null);
    }
}

package io.touchstream.definition;

import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.item.ReservedAttributes;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads how existing items are sent through the stream. */
final class TouchReader {
    private static final int LONGEST_MARKER = 32;

    private final List<TableDefinition> tables;

    TouchReader(SourceDefinition source, TargetDefinition target) {
        this.tables = Stream.concat(source.tables().values().stream(), target.tables().values().stream())
                .flatMap(Stream::ofNullable)
                .toList();
    }

    TouchDefinition read(Field root, @Nullable Field touch) {
        if (touch == null) {
            checkMarker(root, TouchDefinition.DEFAULT_MARKER);
            return new TouchDefinition(TouchDefinition.DEFAULT_MARKER, null, 0, Lane.TOUCH);
        }
        Map<String, Field> fields = touch.map(
                "a map with marker, when and the like", List.of("marker", "when", "maxWriteUnitsPerSecond", "lane"));
        Field when = fields.get("when");
        Field units = fields.get("maxWriteUnitsPerSecond");
        Field lane = fields.get("lane");
        return new TouchDefinition(
                marker(touch, fields.get("marker")),
                when == null ? null : ConditionReader.read(when),
                units == null ? 0 : units.integer("a whole number of 1 or more", 1, Integer.MAX_VALUE),
                lane == null ? Lane.TOUCH : lane.choice(List.of(Lane.values())));
    }

    private String marker(Field touch, @Nullable Field field) {
        if (field == null) {
            checkMarker(touch, TouchDefinition.DEFAULT_MARKER);
            return TouchDefinition.DEFAULT_MARKER;
        }
        String marker = field.text(
                "an attribute's name of 1 to " + LONGEST_MARKER + " characters",
                name -> !name.isEmpty() && name.length() <= LONGEST_MARKER);
        checkMarker(field, marker);
        return marker;
    }

    private void checkMarker(Field field, String marker) {
        if (ReservedAttributes.isReserved(marker)) {
            throw field.error("the attribute name " + marker + " is reserved");
        }
        for (TableDefinition table : tables) {
            if (table.indexedAttributes().contains(marker) || marker.equals(table.timeToLive())) {
                throw field.error("the marker " + marker + " is an attribute that a table needs for a key, an index or"
                        + " its time to live; name another one in touch.marker");
            }
        }
    }
}

package io.touchstream.protocol;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.transformation.Transformation;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * States on a target item which source item it came from and which change of it it reflects.
 *
 * <p>A target item without it belongs to the application, and nothing here ever writes it.
 */
public record Provenance(SourceId source, Version version) {
    /** The attribute that holds it: a map. */
    public static final String ATTRIBUTE = Transformation.PROVENANCE_ATTRIBUTE;
    /** The map's entry that names the source item. */
    public static final String SOURCE = "src";
    /** The map's entry that holds the version. */
    public static final String VERSION = "seq";

    /** Reads the provenance of a target item; nothing where it has none, or something else under its name. */
    public static Optional<Provenance> of(Map<String, AttributeValue> item) {
        AttributeValue attribute = item.get(ATTRIBUTE);
        if (attribute == null || !attribute.hasM()) {
            return Optional.empty();
        }
        AttributeValue source = attribute.m().get(SOURCE);
        AttributeValue version = attribute.m().get(VERSION);
        if (source == null || source.s() == null || version == null || version.s() == null) {
            return Optional.empty();
        }
        try {
            SourceId id = new SourceId(source.s());
            id.key();
            return Optional.of(new Provenance(id, new Version(version.s())));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Returns the item with this provenance on it. */
    public Item on(Item item) {
        return item.with(
                ATTRIBUTE,
                AttributeValues.map(Map.of(
                        SOURCE, AttributeValues.string(source.text()),
                        VERSION, AttributeValues.string(version.text()))));
    }

    /** Returns how many bytes the provenance of that source item adds to a target item. */
    public static int sizeInBytes(SourceId source) {
        int mapOverhead = 3 + 2;
        return ATTRIBUTE.length()
                + mapOverhead
                + SOURCE.length()
                + source.text().getBytes(StandardCharsets.UTF_8).length
                + VERSION.length()
                + Version.COPY.text().length();
    }
}

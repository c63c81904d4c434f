package io.touchstream.touch.verify;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.KeySchema;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A migration for tests. Its transformation fails on items with {@code Bad}, drops those with {@code Drop}, sorts those
 * with {@code Move} under that attribute's value, calls {@code ttl} {@code expiresAt}, and writes a second item to the
 * other table for those with {@code Also}.
 */
record Migration(String source, String target, String other, MigrationDefinition definition) {
    static final Version VERSION = Version.of(1, "17");

    static Migration named(String suffix) {
        return of(suffix, "");
    }

    /** Makes one in which only items that have the attribute {@code Wanted} are touched. */
    static Migration touchingWanted(String suffix) {
        return of(suffix, "  when: {Wanted: {exists: true}}\n");
    }

    /** Makes one whose targets keep what time to live takes from the source. */
    static Migration keepingExpired(String suffix) {
        return of(suffix, "sync: {timeToLive: ignore-service-deletes}\n");
    }

    private static Migration of(String suffix, String when) {
        String source = "Source" + suffix;
        String target = "Target" + suffix;
        String other = "Other" + suffix;
        String yaml = """
                name: verify-%s
                source:
                  tables:
                    %s: {partitionKey: {PK: S}, sortKey: {SK: S}, timeToLive: ttl}
                target:
                  tables:
                    %s: {partitionKey: {PK: S}, sortKey: {SK: S}, timeToLive: expiresAt}
                    %s: {partitionKey: {Id: N}}
                transform:
                  java: com.example.Unused
                touch:
                  marker: migrate
                """.formatted(suffix, source, target, other);
        return new Migration(source, target, other, MigrationLoader.parse("migration.yaml", yaml + when));
    }

    Transformation transformation() {
        return new Transformation(definition, this::transform);
    }

    KeySchema sourceKey() {
        return definition.source().shapeOf(source).orElseThrow().key();
    }

    SourceId id(Item sourceItem) {
        return SourceId.of(source, sourceKey().keyOf(sourceItem));
    }

    List<TargetImage> images(Item sourceItem) {
        return transformation()
                .apply(
                        new SourceItem(source, transformation().visible(sourceItem)),
                        Provenance.sizeInBytes(id(sourceItem)))
                .images();
    }

    /** Returns the one key that a source item yields in the target table. */
    TargetKey key(Item sourceItem) {
        return images(sourceItem).get(0).key();
    }

    TargetKey key(String partition, String sort) {
        return new TargetKey(target, sourceKey().keyOf(item(partition, sort)));
    }

    static Item item(String partition, String sort) {
        return Item.of(Map.of("PK", string(partition), "SK", string(sort)));
    }

    static Item stamped(Item item, SourceId source) {
        return new Provenance(source, VERSION).on(item);
    }

    static AttributeValue string(String value) {
        return AttributeValues.string(value);
    }

    private List<TargetWrite> transform(SourceItem sourceItem) {
        Item item = sourceItem.item();
        if (item.has("Bad")) {
            throw new TransformException("attribute Bad");
        }
        if (item.has("Drop")) {
            return List.of();
        }
        Item moved = item.get("Move").map(sort -> item.with("SK", sort)).orElse(item);
        Item image = item.get("ttl")
                .map(expiry -> moved.without("ttl").with("expiresAt", expiry))
                .orElse(moved);
        List<TargetWrite> writes = new ArrayList<>(List.of(new TargetWrite(target, image)));
        item.get("Also").ifPresent(id -> writes.add(new TargetWrite(other, Item.of(Map.of("Id", id)))));
        return writes;
    }
}

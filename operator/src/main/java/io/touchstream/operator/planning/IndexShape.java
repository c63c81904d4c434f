package io.touchstream.operator.planning;

import io.touchstream.definition.IndexDefinition;
import io.touchstream.definition.Projection;
import io.touchstream.item.Item;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * Tells what an index keeps of an item, for what it costs to write it.
 *
 * @param key the attributes without which an item is not in the index
 * @param kept the attributes that it keeps; null for all
 */
record IndexShape(List<String> key, @Nullable Set<String> kept) {
    static IndexShape of(IndexDefinition index, List<String> tableKey) {
        if (index.projection() instanceof Projection.All) {
            return new IndexShape(index.key().names(), null);
        }
        List<String> included =
                index.projection() instanceof Projection.Include include ? include.attributes() : List.of();
        return new IndexShape(index.key().names(), union(index.key().names(), tableKey, included));
    }

    static IndexShape of(
            List<KeySchemaElement> key,
            software.amazon.awssdk.services.dynamodb.model.Projection projection,
            List<String> tableKey) {
        List<String> names = key.stream().map(KeySchemaElement::attributeName).toList();
        if (projection.projectionType() == ProjectionType.ALL) {
            return new IndexShape(names, null);
        }
        return new IndexShape(names, union(names, tableKey, projection.nonKeyAttributes()));
    }

    /** Returns what a table's indexes keep. */
    static Stream<IndexShape> of(TableDescription table) {
        List<String> key =
                table.keySchema().stream().map(KeySchemaElement::attributeName).toList();
        return Stream.concat(
                table.globalSecondaryIndexes().stream()
                        .map(index -> IndexShape.of(index.keySchema(), index.projection(), key)),
                table.localSecondaryIndexes().stream()
                        .map(index -> IndexShape.of(index.keySchema(), index.projection(), key)));
    }

    /** Returns the size of the item's entry, in bytes; 0 where it has none. */
    int entrySize(Item item) {
        if (!key.stream().allMatch(item::has)) {
            return 0;
        }
        Set<String> names = kept;
        return names == null
                ? item.sizeInBytes()
                : item.withoutMatching(name -> !names.contains(name)).sizeInBytes();
    }

    /** Tells whether a change of that attribute writes the item's entry. */
    boolean keeps(String attribute) {
        return kept == null || kept.contains(attribute);
    }

    private static Set<String> union(List<String> one, List<String> two, List<String> three) {
        Set<String> all = new HashSet<>(one);
        all.addAll(two);
        all.addAll(three);
        return all;
    }
}

package io.touchstream.operator.planning;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.transformation.TargetImage;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * Weighs items: the units of what would be done with them. Safe to share between threads.
 *
 * <p>A write is billed by whole kilobytes of the item, and by those of each index entry that it changes; a consistent read by
 * whole four kilobytes. Source: developer guide, "Read and write capacity units".
 */
final class Scale {
    private static final double WRITE_UNIT = 1024;
    private static final double READ_UNIT = 4096;

    private final String marker;
    private final int markerBytes;
    private final boolean inPlace;
    private final Map<String, List<IndexShape>> touchedIndexes = new HashMap<>();
    private final Map<String, List<IndexShape>> targetIndexes = new HashMap<>();

    /**
     * Creates the scale.
     *
     * @param sources the source tables' descriptions by name
     * @param markerBytes how many bytes an item grows by when it is touched
     */
    Scale(MigrationDefinition definition, Map<String, TableDescription> sources, int markerBytes) {
        this.marker = definition.touch().marker();
        this.markerBytes = markerBytes;
        this.inPlace = definition.inPlace() != null;
        sources.forEach((table, description) -> touchedIndexes.put(
                table,
                IndexShape.of(description).filter(index -> index.keeps(marker)).toList()));
        definition.target().tables().forEach((table, shape) -> targetIndexes.put(table, indexes(shape)));
    }

    Volume weigh(Inspection inspection) {
        String table = inspection.source().table();
        int size = inspection.sizeInBytes();
        double touch = inspection.excluded() ? 0 : touchUnits(table, inspection, size);
        Volume source = new Volume(1, size, touch, readUnits(size), 0, 0, 0, 0, 0);
        int provenance = Provenance.sizeInBytes(inspection.source());
        return inspection.images().stream()
                .map(image -> weigh(image, provenance))
                .reduce(source, Volume::plus);
    }

    /** In place, an update takes what the larger of both images does, and what the entries do that the item has then. */
    private double touchUnits(String table, Inspection inspection, int size) {
        if (!inPlace) {
            return writeUnits(size + markerBytes)
                    + entryUnits(touchedIndexes.getOrDefault(table, List.of()), inspection.before(), markerBytes);
        }
        return inspection.images().stream()
                .mapToDouble(image -> writeUnits(Math.max(size, image.item().sizeInBytes() + markerBytes))
                        + entryUnits(targetIndexes.getOrDefault(table, List.of()), image.item(), 0))
                .sum();
    }

    private Volume weigh(TargetImage image, int provenance) {
        int size = image.item().sizeInBytes() + provenance;
        double entries =
                entryUnits(targetIndexes.getOrDefault(image.key().table(), List.of()), image.item(), provenance);
        return new Volume(0, 0, 0, 0, 1, size, writeUnits(size), entries, readUnits(size));
    }

    /** An entry that keeps all attributes keeps the one that is added too. */
    private static double entryUnits(Collection<IndexShape> indexes, Item item, int added) {
        double units = 0;
        for (IndexShape index : indexes) {
            int size = index.entrySize(item);
            units += size == 0 ? 0 : writeUnits(size + (index.kept() == null ? added : 0));
        }
        return units;
    }

    private static List<IndexShape> indexes(TableDefinition table) {
        return Stream.concat(
                        table.globalSecondaryIndexes().values().stream(),
                        table.localSecondaryIndexes().values().stream())
                .map(index -> IndexShape.of(index, table.key().names()))
                .toList();
    }

    static double writeUnits(double bytes) {
        return Math.max(1, Math.ceil(bytes / WRITE_UNIT));
    }

    static double readUnits(double bytes) {
        return Math.max(1, Math.ceil(bytes / READ_UNIT));
    }

    /** Returns the units of scanning so many bytes consistently; a scan is billed by its pages, not by its items. */
    static double scanUnits(double bytes) {
        return Math.ceil(bytes / READ_UNIT);
    }
}

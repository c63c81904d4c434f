package io.touchstream.touch.verify;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import java.util.Collection;
import java.util.Map;

/** Reads source items of the migration; an item of any other table counts as absent. */
final class SourceReads {
    private final MigrationDefinition definition;
    private final ConsistentReader reader;

    SourceReads(MigrationDefinition definition, ConsistentReader reader) {
        this.definition = definition;
        this.reader = reader;
    }

    Map<SourceId, Item> read(Collection<SourceId> sources, Deadline deadline) throws OutOfTimeException {
        return reader.sources(
                sources.stream()
                        .filter(source -> definition.source().tables().containsKey(source.table()))
                        .toList(),
                deadline);
    }
}

package io.touchstream.definition;

import io.touchstream.definition.SyncDefinition.GuardKind;
import io.touchstream.definition.SyncDefinition.TimeToLivePolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code sync}. */
final class SyncReader {
    private final SourceDefinition source;

    SyncReader(SourceDefinition source) {
        this.source = source;
    }

    SyncDefinition read(@Nullable Field field) {
        if (field == null) {
            return SyncDefinition.DEFAULT;
        }
        Map<String, Field> fields = field.map("a map with timeToLive, guard", List.of("timeToLive", "guard"));
        return new SyncDefinition(timeToLive(fields.get("timeToLive")), guard(fields.get("guard")));
    }

    private TimeToLivePolicy timeToLive(@Nullable Field field) {
        if (field == null) {
            return SyncDefinition.DEFAULT.timeToLive();
        }
        TimeToLivePolicy policy = field.choice(List.of(TimeToLivePolicy.values()));
        boolean stated =
                source.tables().values().stream().anyMatch(table -> table != null && table.timeToLive() != null);
        if (policy == TimeToLivePolicy.SKIP_EXPIRED && !stated) {
            throw field.error("skip-expired needs a source table whose timeToLive is stated");
        }
        return policy;
    }

    private static GuardKind guard(@Nullable Field field) {
        return field == null ? SyncDefinition.DEFAULT.guard() : field.choice(List.of(GuardKind.values()));
    }
}

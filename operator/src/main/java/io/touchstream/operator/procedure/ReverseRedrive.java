package io.touchstream.operator.procedure;

import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.sync.Execution;
import io.touchstream.sync.SyncClients;
import io.touchstream.sync.SyncDependencies;
import io.touchstream.sync.write.WriteSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Applies again what reverse sync has quarantined: the state that each target item has now goes to the source, and the entry
 * is settled where that succeeds. The target is not touched for it.
 */
public final class ReverseRedrive {
    private static final Duration ITEM_TIME = Duration.ofSeconds(30);
    private static final String CARRIED_BACK = "carriedBack";

    private final Workspace workspace;

    public ReverseRedrive(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Redrives all entries of reverse sync, in passes, until a pass carries nothing back: what one item could not be written
     * for, another may have left since.
     *
     * @param stop ends it between two passes
     * @return how many were carried back, and left since they name no item or cannot be carried back still
     */
    public Map<String, Long> redrive(Stop stop) throws InterruptedException {
        Map<String, Long> total = new TreeMap<>();
        Map<String, Long> pass = Map.of(CARRIED_BACK, 0L);
        while (pass.containsKey(CARRIED_BACK) && !stop.isAsked()) {
            pass = pass();
            total.merge(CARRIED_BACK, pass.getOrDefault(CARRIED_BACK, 0L), Long::sum);
        }
        total.values().removeIf(count -> count == 0);
        pass.forEach(total::putIfAbsent);
        return total;
    }

    private Map<String, Long> pass() throws InterruptedException {
        List<QuarantineEntry> entries = workspace
                .quarantine()
                .list()
                .filter(entry -> entry.direction() == Direction.REVERSE)
                .toList();
        Map<String, Long> counts = new TreeMap<>();
        if (entries.isEmpty()) {
            return counts;
        }
        WriteSettings settings = WriteSettings.DEFAULT;
        try (DynamoDbClient client = SyncClients.dynamoDb(
                        settings.concurrency(), workspace.connection().destination());
                SyncDependencies sync = new SyncDependencies(
                        Direction.REVERSE,
                        client,
                        workspace.definition(),
                        workspace.control().using(client),
                        workspace.largeImages(),
                        Clock.systemUTC(),
                        line -> {},
                        Execution.real(settings))) {
            for (QuarantineEntry entry : entries) {
                counts.merge(outcome(sync, entry), 1L, Long::sum);
            }
        }
        return counts;
    }

    private static String outcome(SyncDependencies sync, QuarantineEntry entry) throws InterruptedException {
        if (entry.cause() == Cause.MALFORMED_RECORD) {
            return "namesNoItem";
        }
        return sync.redrive(entry, Instant.now().plus(ITEM_TIME)) ? CARRIED_BACK : "left";
    }
}

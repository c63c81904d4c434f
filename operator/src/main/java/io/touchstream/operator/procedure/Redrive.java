package io.touchstream.operator.procedure;

import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.write.GuardedWrite;
import io.touchstream.protocol.write.GuardedWrite.DeleteGuard;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.touch.mark.Toucher;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Sends quarantined source items through again: each is touched with a repair token, so that its current state flows
 * through the stream, and sync settles the entry when that succeeds. Where the source item is gone, what it left in the
 * target is deleted and the entry settled here.
 */
public final class Redrive {
    private static final Duration WRITE_TIME = Duration.ofSeconds(30);

    private final Workspace workspace;
    private final Toucher toucher;

    public Redrive(Workspace workspace, Toucher toucher) {
        this.workspace = workspace;
        this.toucher = toucher;
    }

    /**
     * Redrives the entries that are meant.
     *
     * @return how many were touched, settled because the item is gone, and left since they name no item
     */
    public Map<String, Long> redrive(Predicate<QuarantineEntry> meant) {
        RunToken token = RunToken.draw(RunToken.Kind.REPAIR, new SecureRandom());
        Map<String, AtomicLong> counts = new TreeMap<>();
        Quarantine quarantine = workspace.quarantine();
        quarantine
                .list()
                .filter(meant)
                .forEach(entry -> counts.computeIfAbsent(redrive(entry, token, quarantine), outcome -> new AtomicLong())
                        .incrementAndGet());
        Map<String, Long> totals = new TreeMap<>();
        counts.forEach((outcome, count) -> totals.put(outcome, count.get()));
        return totals;
    }

    private String redrive(QuarantineEntry entry, RunToken token, Quarantine quarantine) {
        if (entry.cause() == Cause.MALFORMED_RECORD) {
            return "namesNoItem";
        }
        Toucher.Outcome outcome =
                toucher.touchOne(entry.source().table(), entry.source().key(), token);
        return switch (outcome) {
            case TOUCHED -> "touched";
            case TOO_LARGE -> "tooLarge";
            case GONE -> settle(entry, quarantine);
        };
    }

    private String settle(QuarantineEntry entry, Quarantine quarantine) {
        GuardedWriter writer = new GuardedWriter(workspace.client());
        Provenance provenance = new Provenance(entry.source(), entry.version());
        entry.leftKeys()
                .forEach(key -> writer.write(new GuardedWrite.Delete(key, provenance, DeleteGuard.OLDER), WRITE_TIME));
        quarantine.settle(entry.source(), entry.version());
        return "gone";
    }
}

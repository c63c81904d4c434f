package io.touchstream.operator.procedure;

import io.touchstream.operator.UnusableException;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.write.GuardedWrite;
import io.touchstream.protocol.write.GuardedWrite.DeleteGuard;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.verify.SourceRepair;
import io.touchstream.transformation.TargetKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Sends quarantined source items through again: each is touched with a repair token, so that its current state flows
 * through the stream, and sync settles the entry when that succeeds. Where the item cannot or must not be touched, its
 * state is copied and the entry settled here; and where it is gone, what it left in the target is deleted. Entries of reverse
 * sync are {@link ReverseRedrive}'s.
 */
public final class Redrive {
    private static final Duration WRITE_TIME = Duration.ofSeconds(30);
    private static final Duration ITEM_TIME = Duration.ofMinutes(5);

    private final Workspace workspace;
    private final SourceRepair repair;

    public Redrive(Workspace workspace, SourceRepair repair) {
        this.workspace = workspace;
        this.repair = repair;
    }

    /**
     * Redrives the entries that are meant.
     *
     * @return how many were touched, copied, settled because the item is gone, and left since they name no item or cannot be
     *     applied still
     */
    public Map<String, Long> redrive(Predicate<QuarantineEntry> meant) {
        RunToken token = RunToken.draw(RunToken.Kind.REPAIR, new SecureRandom());
        Map<String, AtomicLong> counts = new TreeMap<>();
        Quarantine quarantine = workspace.quarantine();
        quarantine
                .list()
                .filter(entry -> entry.direction() == Direction.FORWARD)
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
        return switch (repaired(entry, token)) {
            case TOUCHED -> "touched";
            case LEFT -> "left";
            case COPIED -> {
                settle(entry, quarantine);
                yield "copied";
            }
            case GONE -> {
                settle(entry, quarantine);
                yield "gone";
            }
        };
    }

    private SourceRepair.Outcome repaired(QuarantineEntry entry, RunToken token) {
        try {
            return repair.repair(entry.source(), token, Instant.now().plus(ITEM_TIME));
        } catch (OutOfTimeException late) {
            throw new UnusableException("an item of table " + entry.source().table()
                    + " could not be redriven in time: is the job paused? Redrive again");
        }
    }

    /** Deletes what the source item left in the target and does not yield any more, and removes the entry. */
    private void settle(QuarantineEntry entry, Quarantine quarantine) {
        GuardedWriter writer = new GuardedWriter(workspace.client(), workspace.definition(), workspace.control());
        Provenance provenance = new Provenance(entry.source(), entry.version());
        Set<TargetKey> yielded = new CurrentState(workspace).targetKeys(entry.source());
        entry.leftKeys().stream()
                .filter(key -> !yielded.contains(key))
                .forEach(key -> writer.write(new GuardedWrite.Delete(key, provenance, DeleteGuard.OLDER), WRITE_TIME));
        quarantine.settle(entry.source(), entry.version());
    }
}

package io.touchstream.operator.cutover;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.procedure.CanaryCheck;
import io.touchstream.operator.procedure.ReverseRedrive;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.Soundness;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sees to it that what the application has written to the target arrives in the source, while reverse sync runs. */
public final class BackFlow {
    private final Workspace workspace;
    private final Stop stop;

    /**
     * Creates it.
     *
     * @param stop ends its waits
     */
    public BackFlow(Workspace workspace, Stop stop) {
        this.workspace = workspace;
        this.stop = stop;
    }

    /**
     * Sends a change through the stream of every target table, waits for it, and applies again what is in quarantine.
     *
     * @param atMost how long a change may take to arrive
     * @return why it did not arrive; empty where it did, or the end was asked for first
     */
    List<Blocker> drain(Duration atMost) throws InterruptedException {
        CanaryCheck canary = CanaryCheck.ofTargets(workspace, atMost);
        for (String target : workspace.definition().target().tables().keySet()) {
            try {
                if (!canary.pass(target, stop)) {
                    return List.of();
                }
            } catch (UnusableException late) {
                return List.of(new Blocker(
                        "reverse sync does not run, or is more than " + atMost.toSeconds() + " s behind",
                        "look at status; wait until it has caught up, or allow more with --max-lag"));
            }
        }
        new ReverseRedrive(workspace).redrive(stop);
        return List.of();
    }

    /**
     * Returns what is to be known before going back where changes of the target may be lost. It stands in no way: whether something
     * is missing, the comparison behind the fence tells.
     */
    public static List<String> notes(Workspace workspace) {
        return new Soundness(workspace.control(), Direction.REVERSE)
                .gap().stream()
                        .map(gap -> "changes of the target may not have flowed back (" + gap.reason()
                                + "): the comparison tells which, and takes the rollback back then. Items that are written"
                                + " once more in the target flow back")
                        .toList();
    }

    /** Drains, and returns why something is not in the source; empty where all is. */
    public List<Blocker> settle(Duration atMost) throws InterruptedException {
        List<Blocker> late = drain(atMost);
        return late.isEmpty() ? left(EnumSet.allOf(Cause.class)) : late;
    }

    /** Returns what cannot be carried back for one of these causes; empty where all was. */
    List<Blocker> left(Set<Cause> causes) {
        List<String> tables = entries(causes).toList();
        return tables.isEmpty()
                ? List.of()
                : List.of(new Blocker(
                        tables.size() + " changes of "
                                + tables.stream().distinct().sorted().collect(Collectors.joining(", "))
                                + " cannot be carried back to the source",
                        "look at them with quarantine list, mend or delete these items in the target, then redrive"));
    }

    /** Returns the table of each entry. */
    private Stream<String> entries(Set<Cause> causes) {
        return workspace
                .quarantine()
                .list()
                .filter(entry -> entry.direction() == Direction.REVERSE && causes.contains(entry.cause()))
                .map(entry -> entry.source().table());
    }
}

package io.touchstream.operator.finish;

import io.touchstream.definition.TableDefinition;
import io.touchstream.item.Item;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.ReverseVerify;
import io.touchstream.operator.procedure.ReverseVerify.Kind;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.rules.Condition;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Compares the source with the target while reverse sync runs, so that what somebody has written to the source since the writers
 * moved is found before the source is given up.
 */
record SourceProof(Workspace workspace, Progress progress) {
    /** How long a difference lasts, beyond the lag, that reverse sync is not about to settle. */
    private static final Duration SETTLE = Duration.ofSeconds(5);

    private static final int LISTED = 20;

    /**
     * Compares them.
     *
     * @return false where the end was asked for first
     * @throws UnusableException when the source is not what the target says
     */
    boolean prove(Stop stop) throws InterruptedException {
        progress.say("comparing the source with the target: what was written to the source alone would be lost");
        ReverseVerify.Report report = ReverseVerify.whileWritten(workspace, SETTLE, counted(), this::isBrought)
                .verify(stop);
        report.differences().stream()
                .limit(LISTED)
                .forEach(difference ->
                        progress.say(difference.kind() + " " + difference.item().text()));
        if (report.different() > 0) {
            throw new UnusableException(
                    report.different() + " items of the source are not what the target says, so that"
                            + " somebody may have written the source since the writers moved: carry over what is right, write"
                            + " those items once more in the target, then complete again");
        }
        return report.complete();
    }

    /** Leaves out what says nothing of a write to the source. */
    private Set<Kind> counted() {
        Set<Kind> kinds = EnumSet.of(Kind.DIFFERENT, Kind.GHOST);
        boolean expires = workspace.definition().target().tables().values().stream()
                .map(TableDefinition::timeToLive)
                .anyMatch(attribute -> attribute != null);
        // Of two tables, each is rid of its expired items at a time of its own.
        if (!expires) {
            kinds.add(Kind.MISSING);
        }
        return kinds;
    }

    /** Items that were not to be touched need not ever have been in the target. */
    private boolean isBrought(Item source) {
        Condition when = workspace.definition().touch().when();
        return when == null || when.holds(workspace.transformation().visible(source));
    }
}

package io.touchstream.operator.finish;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.ReverseVerify;
import io.touchstream.operator.procedure.ReverseVerify.Kind;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
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

    /** What cannot be undone says nothing of a write to the source. */
    private static final Set<Kind> COUNTED = EnumSet.complementOf(EnumSet.of(Kind.NOT_INVERTIBLE));

    /**
     * Compares them.
     *
     * @return false where the end was asked for first
     * @throws UnusableException when the source is not what the target says
     */
    boolean prove(Stop stop) throws InterruptedException {
        progress.say("comparing the source with the target: what was written to the source alone would be lost");
        ReverseVerify.Report report =
                ReverseVerify.whileWritten(workspace, SETTLE, COUNTED).verify(stop);
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
}

package io.touchstream.operator.procedure;

import io.touchstream.item.ItemKey;
import io.touchstream.operator.UnusableException;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.RunToken;
import io.touchstream.touch.mark.Toucher;
import io.touchstream.touch.prepare.CanaryRelease;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes sure that changes of a table arrive: one existing item is touched with a canary token, and sync must report that
 * token. An item of the source, which is to be touched anyway, keeps it; from one of the target it is taken off again.
 *
 * <p>An empty table has nothing to touch, and needs no canary: what is written to it from now on is in the stream, which
 * is read from its oldest record.
 */
public final class CanaryCheck {
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration ONE_REQUEST = Duration.ofSeconds(30);

    private final Workspace workspace;
    private final Toucher toucher;
    private final Duration patience;
    private final Supplier<Optional<String>> obstacle;
    private final boolean takenOff;

    /**
     * Creates the check for source tables.
     *
     * @param patience how long a change may take to arrive
     */
    public CanaryCheck(Workspace workspace, Toucher toucher, Duration patience) {
        this(workspace, toucher, patience, Optional::empty);
    }

    /**
     * Creates the check for target tables, whose changes flow back.
     *
     * @param patience how long a change may take to arrive
     */
    public static CanaryCheck ofTargets(Workspace workspace, Duration patience) {
        Toucher toucher = new Toucher(workspace.client(), Direction.REVERSE.marker(workspace.definition()));
        return new CanaryCheck(workspace, toucher, patience, Optional::empty, true);
    }

    /**
     * Creates the check.
     *
     * @param patience how long a change may take to arrive
     * @param obstacle what kept sync from finishing a batch last, as far as is known here
     */
    CanaryCheck(Workspace workspace, Toucher toucher, Duration patience, Supplier<Optional<String>> obstacle) {
        this(workspace, toucher, patience, obstacle, false);
    }

    private CanaryCheck(
            Workspace workspace,
            Toucher toucher,
            Duration patience,
            Supplier<Optional<String>> obstacle,
            boolean takenOff) {
        this.workspace = workspace;
        this.toucher = toucher;
        this.patience = patience;
        this.obstacle = obstacle;
        this.takenOff = takenOff;
    }

    /**
     * Sends a canary through a table's stream and waits for it.
     *
     * @return false where the end was asked for first
     * @throws UnusableException when it does not arrive in time
     */
    public boolean pass(String table, Stop stop) throws InterruptedException {
        RunToken token = RunToken.draw(RunToken.Kind.CANARY, new SecureRandom());
        Optional<ItemKey> touched = new CanaryRelease(workspace.client(), toucher).release(table, token);
        if (touched.isEmpty()) {
            return true;
        }
        try {
            return await(table, token, stop);
        } finally {
            if (takenOff) {
                toucher.untouch(table, touched.get(), ONE_REQUEST);
            }
        }
    }

    private boolean await(String table, RunToken token, Stop stop) throws InterruptedException {
        Instant end = Instant.now().plus(patience);
        while (Instant.now().isBefore(end)) {
            // INVARIANT 1: no touch starts before a change was seen from end to end.
            if (workspace.canaries().wasSeen(token)) {
                return true;
            }
            if (stop.isAsked()) {
                return false;
            }
            Thread.sleep(STEP.toMillis());
        }
        throw new UnusableException("a canary change of table " + table + " did not arrive within "
                + patience.toSeconds() + " s: "
                + obstacle.get()
                        .map(cause -> "sync reads its stream, and cannot finish a batch: " + cause)
                        .orElse("sync does not read its stream, or lags behind")
                + "; nothing else was touched");
    }
}

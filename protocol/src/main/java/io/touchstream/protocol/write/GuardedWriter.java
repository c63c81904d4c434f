package io.touchstream.protocol.write;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.protocol.reverse.ReverseTransformation;
import io.touchstream.protocol.write.WriteResult.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Sends guarded writes and tells each refusal apart by what it met. What they are compared with is for the definition to
 * say: {@code sync.guard}.
 *
 * <p>Throttles and passing faults are retried by the client's retry strategy, as long as the time given allows; what is
 * thrown here is what could not be settled by then. Safe to share between threads.
 */
public final class GuardedWriter {
    /** The most bytes in one transaction. Source: developer guide, quotas. */
    public static final int MAXIMUM_TRANSACTION_BYTES = 4 * 1024 * 1024;

    private static final double TRANSACTION_FACTOR = 2;

    private final Guard guard;
    private final TargetRequests requests;
    private final @Nullable Tombstones tombstones;

    /**
     * Creates a writer.
     *
     * @param client reaches the target tables and the control table
     * @param control the migration's control table, which holds the ledger
     */
    public GuardedWriter(DynamoDbClient client, MigrationDefinition definition, ControlTable control) {
        this(client, Guard.of(definition, control), new Tombstones(control));
    }

    private GuardedWriter(DynamoDbClient client, Guard guard, @Nullable Tombstones tombstones) {
        this.guard = guard;
        this.requests = new TargetRequests(client);
        this.tombstones = tombstones;
    }

    /**
     * Heeds the application's tombstones from now on, for good: everything that may create an item is a transaction, at twice
     * the units. A writer to the source has none to heed.
     *
     * <p>INVARIANT 8: there is no way back, so that of two pieces of work on one writer the one which began before
     * tombstones were to be heeded cannot undo what the other has found.
     */
    public void heedTombstones() {
        if (tombstones != null) {
            requests.heed(tombstones);
        }
    }

    /** Looks whether tombstones are to be heeded, unless that is known: to be called before each piece of work. */
    public void refresh() {
        if (tombstones != null && !requests.heedsTombstones() && tombstones.areHeeded()) {
            requests.heed(tombstones);
        }
    }

    /**
     * Returns a writer to the source tables, whose provenances name target items. It compares with the source items alone,
     * also where the guard is the ledger.
     */
    public static GuardedWriter reverse(DynamoDbClient client, ReverseTransformation transformation) {
        return new GuardedWriter(client, new ReverseGuard(transformation), null);
    }

    /**
     * Sends one write.
     *
     * @param timeLeft bounds each call with all its retries
     * @throws software.amazon.awssdk.core.exception.SdkException when it could not be sent, or its time ran out
     */
    public WriteResult write(GuardedWrite write, Duration timeLeft) {
        return guard.write(requests, write, timeLeft);
    }

    /**
     * Sends several writes of one change as one transaction: all of them happen, or none.
     *
     * @param writes at most {@link #maximumTogether()}, and less than {@link #MAXIMUM_TRANSACTION_BYTES}
     * @param timeLeft bounds each call with all its retries
     * @return a result for each write, in order; where one was refused, those at fault are told apart and the others are
     *     {@link Outcome#CANCELLED}
     * @throws software.amazon.awssdk.core.exception.SdkException when it could not be sent, its time ran out, or it was
     *     cancelled for another reason than a condition
     */
    public List<WriteResult> writeTogether(List<GuardedWrite> writes, Duration timeLeft) {
        return guard.writeTogether(requests, writes, timeLeft);
    }

    /**
     * Sends one delete that is not to be written down, for a change which has more of them than one transaction takes. The
     * others are to follow.
     */
    public WriteResult writeUnrecorded(GuardedWrite.Delete delete, Duration timeLeft) {
        return requests.send(delete, timeLeft);
    }

    /** Writes down a change none of whose writes could be made, where the guard writes down changes. */
    public void record(Provenance change, Duration timeLeft) {
        guard.record(requests, change, timeLeft);
    }

    /** Tells whether changes are written down, so that the writes of one belong together. */
    public boolean records() {
        return guard.records();
    }

    /** Returns how many writes one transaction takes. */
    public int maximumTogether() {
        // Each put may bring a condition along.
        return requests.heedsTombstones() ? guard.maximumTogether() / 2 : guard.maximumTogether();
    }

    /** Returns the write units that a put takes, indexes apart. */
    public double units(GuardedWrite.Put put) {
        double units = guard.units(put);
        return requests.heedsTombstones() && !guard.records() ? TRANSACTION_FACTOR * units : units;
    }

    /** Returns the version that was written down last for a source item; nothing where none was. */
    public Optional<Version> recorded(SourceId source) {
        return guard.recorded(requests, source);
    }
}

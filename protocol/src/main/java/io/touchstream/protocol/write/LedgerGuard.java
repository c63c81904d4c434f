package io.touchstream.protocol.write;

import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.Ledger;
import io.touchstream.protocol.write.GuardedWrite.DeleteGuard;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.protocol.write.WriteResult.Outcome;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Compares with the target item, and with the ledger's row of the source item, which is updated in the same transaction.
 *
 * <p>Nearly always the row tells of an older version, and one transaction does. Where it tells of this very version, which is
 * so after the deletes of a move that was split, a second one adds to the row.
 */
final class LedgerGuard implements Guard {
    private static final double TRANSACTION_FACTOR = 2;
    private static final double ROW_UNITS = 1;

    private final Ledger ledger;

    LedgerGuard(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public boolean records() {
        return true;
    }

    @Override
    public int maximumTogether() {
        return TargetRequests.MAXIMUM_TRANSACTION_ITEMS - 1;
    }

    @Override
    public double units(GuardedWrite.Put put) {
        double units = TargetRequests.units(put);
        return asksForTheRow(put) ? TRANSACTION_FACTOR * (units + ROW_UNITS) : units;
    }

    @Override
    public WriteResult write(TargetRequests requests, GuardedWrite write, Duration timeLeft) {
        return asksForTheRow(write)
                ? writeTogether(requests, List.of(write), timeLeft).get(0)
                : requests.send(write, timeLeft);
    }

    @Override
    public List<WriteResult> writeTogether(TargetRequests requests, List<GuardedWrite> writes, Duration timeLeft) {
        Provenance change = writes.get(0).provenance();
        List<GuardedWrite.Put> puts = puts(writes);
        if (puts.stream().anyMatch(put -> put.guard() == PutGuard.RECORDED)) {
            Update again = ledger.again(change, keys(puts));
            return requests.transact(writes, again, timeLeft)
                    .map(refused -> refused.results(lost(writes, refused)))
                    .orElseGet(() -> TargetRequests.written(writes));
        }
        Optional<TransactionRefusal> refusal = requests.transact(writes, ledger.first(change, keys(puts)), timeLeft);
        if (refusal.filter(refused -> isUnderWay(refused, change, puts)).isPresent()) {
            refusal = requests.transact(writes, ledger.further(change, keys(puts)), timeLeft);
            if (refusal.filter(refused -> refused.onlyByRow() && refused.row().isEmpty())
                    .isPresent()) {
                throw SdkClientException.create("the ledger's row was removed meanwhile");
            }
        }
        return refusal.map(refused -> refused.results(byRow(writes, refused)))
                .orElseGet(() -> TargetRequests.written(writes));
    }

    @Override
    public void record(TargetRequests requests, Provenance change, Duration timeLeft) {
        requests.update(ledger.first(change, List.of()), timeLeft);
    }

    @Override
    public Optional<Version> recorded(TargetRequests requests, SourceId source) {
        return ledger.version(requests.client(), source);
    }

    /** What asks for an exact version of the target item is safe by that alone, and may come long after its version. */
    private static boolean asksForTheRow(GuardedWrite write) {
        if (write instanceof GuardedWrite.Put put) {
            return put.guard() != PutGuard.EXACTLY;
        }
        return ((GuardedWrite.Delete) write).guard() != DeleteGuard.EXACTLY;
    }

    /** Tells whether the row was all that refused, since this version has been recorded, with other target items. */
    private static boolean isUnderWay(TransactionRefusal refused, Provenance change, List<GuardedWrite.Put> puts) {
        return refused.onlyByRow()
                && refused.row()
                        .filter(row -> row.version().equals(change.version()))
                        .filter(row -> puts.stream().noneMatch(put -> row.hasPut(put.key())))
                        .isPresent();
    }

    /** Returns what the row says of each write; {@link Outcome#CANCELLED} where it has nothing against it. */
    private static List<WriteResult> byRow(List<GuardedWrite> writes, TransactionRefusal refused) {
        List<WriteResult> results = new ArrayList<>();
        for (GuardedWrite write : writes) {
            boolean stale = refused.row()
                    .filter(row -> row.version().compareTo(write.provenance().version()) > 0
                            || (write instanceof GuardedWrite.Put && row.hasPut(write.key())))
                    .isPresent();
            results.add(stale ? stale(write, refused) : WriteResult.of(Outcome.CANCELLED));
        }
        return results;
    }

    /** The version to be put again is not the recorded one any more. */
    private static List<WriteResult> lost(List<GuardedWrite> writes, TransactionRefusal refused) {
        Outcome outcome = refused.byRow() ? Outcome.STALE : Outcome.CANCELLED;
        return writes.stream().map(write -> WriteResult.of(outcome)).toList();
    }

    private static WriteResult stale(GuardedWrite write, TransactionRefusal refused) {
        Version version = refused.row().map(Ledger.Row::version).orElseThrow();
        return new WriteResult(Outcome.STALE, new Provenance(write.provenance().source(), version));
    }

    private static List<GuardedWrite.Put> puts(List<GuardedWrite> writes) {
        return writes.stream()
                .filter(GuardedWrite.Put.class::isInstance)
                .map(GuardedWrite.Put.class::cast)
                .toList();
    }

    private static List<TargetKey> keys(List<GuardedWrite.Put> puts) {
        return puts.stream().map(GuardedWrite.Put::key).toList();
    }
}

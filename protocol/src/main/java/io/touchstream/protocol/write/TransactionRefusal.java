package io.touchstream.protocol.write;

import io.touchstream.protocol.control.Ledger;
import io.touchstream.protocol.write.WriteResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;

/** Tells why a transaction with a row was refused: the reasons of the writes in order, and the row's. */
record TransactionRefusal(List<GuardedWrite> writes, List<CancellationReason> reasons) {
    static final String CONDITION_FAILED = "ConditionalCheckFailed";
    private static final String NOTHING_WRONG = "None";

    /** Tells whether the row refused. */
    boolean byRow() {
        return isRefusal(reasons.get(writes.size()));
    }

    /** Tells whether nothing but the row refused. */
    boolean onlyByRow() {
        return byRow() && reasons.subList(0, writes.size()).stream().noneMatch(TransactionRefusal::isRefusal);
    }

    /** Returns the row that refused; nothing where it did not, or there was none. */
    Optional<Ledger.Row> row() {
        CancellationReason reason = reasons.get(writes.size());
        return byRow() && reason.hasItem() ? Optional.of(Ledger.Row.of(reason.item())) : Optional.empty();
    }

    /** Returns a result for each write: what the row has against it, or else what its own target item has. */
    List<WriteResult> results(List<WriteResult> byRow) {
        List<WriteResult> results = new ArrayList<>();
        for (int index = 0; index < writes.size(); index++) {
            WriteResult first = byRow.get(index);
            results.add(first.outcome() == Outcome.CANCELLED ? classify(writes.get(index), reasons.get(index)) : first);
        }
        return results;
    }

    /** Returns the result of one write: what it met, or that another one cancelled it. */
    static WriteResult classify(GuardedWrite write, CancellationReason reason) {
        if (isHarmless(reason)) {
            return WriteResult.of(Outcome.CANCELLED);
        }
        return Refusal.classify(write, reason.hasItem() ? reason.item() : Map.of());
    }

    static boolean isRefusal(CancellationReason reason) {
        return CONDITION_FAILED.equals(reason.code());
    }

    static boolean isHarmless(CancellationReason reason) {
        return reason.code() == null || NOTHING_WRONG.equals(reason.code());
    }
}

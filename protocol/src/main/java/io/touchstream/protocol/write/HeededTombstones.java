package io.touchstream.protocol.write;

import io.touchstream.protocol.control.Tombstones;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/**
 * Sends one transaction such that it creates nothing that the application has deleted.
 *
 * <p>INVARIANT 8: each put that may create an item asks that there be no tombstone for it. A tombstone may also stand beside an
 * item, where a delete was meant and did not come about: a change of that item passes, on the condition that it is there.
 */
final class HeededTombstones {
    private final BiFunction<List<TransactWriteItem>, Duration, List<CancellationReason>> sender;
    private final Tombstones tombstones;
    private final List<GuardedWrite> writes;
    private final List<TransactWriteItem> row;

    /**
     * Prepares a transaction.
     *
     * @param sender sends items, and returns the reasons of a refusal
     * @param row the ledger's row, if there is one
     */
    HeededTombstones(
            BiFunction<List<TransactWriteItem>, Duration, List<CancellationReason>> sender,
            Tombstones tombstones,
            List<GuardedWrite> writes,
            List<TransactWriteItem> row) {
        this.sender = sender;
        this.tombstones = tombstones;
        this.writes = writes;
        this.row = row;
    }

    /** Returns the reasons of a refusal, for each write and the row; nothing where there was none. */
    List<CancellationReason> send(Duration timeLeft) {
        List<GuardedWrite> creating =
                writes.stream().filter(HeededTombstones::mayCreate).toList();
        List<CancellationReason> reasons = send(creating, List.of(), timeLeft);
        List<GuardedWrite> buried = new ArrayList<>();
        Set<GuardedWrite> pending = new HashSet<>();
        for (int index = 0; index < creating.size() && !reasons.isEmpty(); index++) {
            CancellationReason tombstone = reasons.get(writes.size() + row.size() + index);
            if (TransactionRefusal.isRefusal(tombstone)) {
                buried.add(creating.get(index));
                if (tombstone.hasItem() && Tombstones.isPending(tombstone.item(), Instant.now())) {
                    pending.add(creating.get(index));
                }
            }
        }
        if (buried.isEmpty()) {
            return withoutChecks(reasons);
        }
        if (!buried.stream().allMatch(HeededTombstones::mayChange)) {
            return owned(withoutChecks(reasons), buried, pending);
        }
        List<GuardedWrite> others =
                creating.stream().filter(put -> !buried.contains(put)).toList();
        List<CancellationReason> again = withoutChecks(send(others, buried, timeLeft));
        return owned(again, refused(again, buried), pending);
    }

    /** One whose item was there is not among these: it would have been changed, but for another one. */
    private List<GuardedWrite> refused(List<CancellationReason> reasons, List<GuardedWrite> buried) {
        List<GuardedWrite> refused = new ArrayList<>();
        for (int index = 0; index < writes.size() && !reasons.isEmpty(); index++) {
            if (buried.contains(writes.get(index)) && TransactionRefusal.isRefusal(reasons.get(index))) {
                refused.add(writes.get(index));
            }
        }
        return refused;
    }

    private List<CancellationReason> send(List<GuardedWrite> creating, List<GuardedWrite> changing, Duration timeLeft) {
        List<TransactWriteItem> items = new ArrayList<>();
        for (GuardedWrite write : writes) {
            GuardedExpression guard =
                    changing.contains(write) ? GuardedExpression.ofPresent(write) : GuardedExpression.of(write);
            items.add(TransactionItems.of(write, guard));
        }
        items.addAll(row);
        creating.forEach(put -> items.add(TransactWriteItem.builder()
                .conditionCheck(tombstones.absence(put.key()))
                .build()));
        return sender.apply(items, timeLeft);
    }

    private List<CancellationReason> withoutChecks(List<CancellationReason> reasons) {
        return reasons.isEmpty() ? reasons : reasons.subList(0, writes.size() + row.size());
    }

    /**
     * Lets a put that a tombstone refuses, and that met no item, look as if it had met one of the application's.
     *
     * @throws TransactionConflictException where the tombstone may yet be taken back: the write is to be tried again
     */
    private List<CancellationReason> owned(
            List<CancellationReason> reasons, List<GuardedWrite> buried, Set<GuardedWrite> pending) {
        List<CancellationReason> told = new ArrayList<>(reasons);
        for (int index = 0; index < writes.size() && !told.isEmpty(); index++) {
            GuardedWrite write = writes.get(index);
            if (buried.contains(write) && !told.get(index).hasItem()) {
                // INVARIANT 8: a delete that is refused must not cost the change which came in between.
                if (pending.contains(write)) {
                    throw TransactionConflictException.builder()
                            .message("the application is about to delete the item")
                            .build();
                }
                told.set(
                        index,
                        CancellationReason.builder()
                                .code(TransactionRefusal.CONDITION_FAILED)
                                .item(write.key().key().attributes())
                                .build());
            }
        }
        return told;
    }

    /** Tells whether a write may put an item where there is none. */
    static boolean mayCreate(GuardedWrite write) {
        return write instanceof GuardedWrite.Put put && put.guard() != PutGuard.EXACTLY;
    }

    private static boolean mayChange(GuardedWrite write) {
        return write instanceof GuardedWrite.Put put && put.guard() == PutGuard.OLDER;
    }
}

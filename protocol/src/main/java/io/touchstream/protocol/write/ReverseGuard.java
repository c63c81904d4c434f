package io.touchstream.protocol.write;

import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.reverse.ReverseTransformation;
import io.touchstream.protocol.write.WriteResult.Outcome;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Compares writes to the source with the source items as they are read: what such an item stands for is for the transformation
 * to say, which no condition can express. The write then asks that the item's provenance be the one that was read, or still
 * none.
 */
final class ReverseGuard implements Guard {
    private static final int TRIES = 5;

    private final ReverseTransformation transformation;

    ReverseGuard(ReverseTransformation transformation) {
        this.transformation = transformation;
    }

    @Override
    public boolean records() {
        return false;
    }

    @Override
    public int maximumTogether() {
        return TargetRequests.MAXIMUM_TRANSACTION_ITEMS;
    }

    @Override
    public double units(GuardedWrite.Put put) {
        return TargetRequests.units(put);
    }

    @Override
    public WriteResult write(TargetRequests requests, GuardedWrite write, Duration timeLeft) {
        return writeTogether(requests, List.of(write), timeLeft).get(0);
    }

    @Override
    public List<WriteResult> writeTogether(TargetRequests requests, List<GuardedWrite> writes, Duration timeLeft) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            List<@Nullable Item> met = new ArrayList<>();
            writes.forEach(write -> met.add(requests.read(write.key(), timeLeft).orElse(null)));
            List<WriteResult> refusals = refusals(requests, writes, met, timeLeft);
            if (refusals.stream().anyMatch(result -> result.outcome() != Outcome.CANCELLED)) {
                return refusals;
            }
            if (requests.sendIf(writes, conditions(writes, met), timeLeft)) {
                return TargetRequests.written(writes);
            }
        }
        throw SdkClientException.create("the source item changed between each read and its write");
    }

    @Override
    public void record(TargetRequests requests, Provenance change, Duration timeLeft) {}

    @Override
    public Optional<Version> recorded(TargetRequests requests, SourceId source) {
        return Optional.empty();
    }

    private List<WriteResult> refusals(
            TargetRequests requests, List<GuardedWrite> writes, List<@Nullable Item> met, Duration timeLeft) {
        List<WriteResult> results = new ArrayList<>();
        for (int index = 0; index < writes.size(); index++) {
            WriteResult refusal = refusal(writes.get(index), met.get(index));
            boolean contested =
                    refusal.outcome() == Outcome.OTHER_SOURCE && writes.get(index) instanceof GuardedWrite.Put;
            results.add(contested ? contested(requests, writes.get(index), refusal, timeLeft) : refusal);
        }
        return results;
    }

    /**
     * Judges a put that meets an item which stands for another target item, by which of the two leads to it now. After a move, which
     * may be put before it is deleted, the record of the delete is still to come: it will find the item handed over. And
     * where it is the put's own target item that is gone, or has become another source item's, the record of that is what is still
     * to come.
     *
     * <p>INVARIANT: of two target items that both lead to it, neither takes the source item from the other.
     */
    private WriteResult contested(TargetRequests requests, GuardedWrite put, WriteResult refusal, Duration timeLeft) {
        if (!leads(requests, put.provenance().source(), put.key(), timeLeft)) {
            return WriteResult.of(Outcome.STALE);
        }
        boolean handedOver =
                refusal.found() != null && !leads(requests, refusal.found().source(), put.key(), timeLeft);
        return handedOver ? WriteResult.of(Outcome.CANCELLED) : refusal;
    }

    private boolean leads(TargetRequests requests, SourceId target, TargetKey source, Duration timeLeft) {
        return requests.read(new TargetKey(target.table(), target.key()), timeLeft)
                .filter(image -> transformation.leadsTo(source, target, image, key -> requests.read(key, timeLeft)))
                .isPresent();
    }

    /** Returns {@link Outcome#CANCELLED} where nothing is against the write. */
    private WriteResult refusal(GuardedWrite write, @Nullable Item met) {
        if (met == null) {
            return WriteResult.of(Outcome.CANCELLED);
        }
        SourceId target = write.provenance().source();
        Optional<Provenance> held = transformation.ownership().of(write.key().table(), met, target);
        if (held.isEmpty()) {
            // What the transformation drops, say, is in the way of a put, and none of a delete's business.
            return WriteResult.of(Outcome.OTHER_SOURCE);
        }
        if (!held.get().source().equals(target)) {
            return new WriteResult(Outcome.OTHER_SOURCE, held.get());
        }
        boolean older = held.get().version().compareTo(write.provenance().version()) < 0;
        return older ? WriteResult.of(Outcome.CANCELLED) : new WriteResult(Outcome.STALE, held.get());
    }

    private static List<GuardedExpression> conditions(List<GuardedWrite> writes, List<@Nullable Item> met) {
        List<GuardedExpression> conditions = new ArrayList<>();
        for (int index = 0; index < writes.size(); index++) {
            conditions.add(GuardedExpression.asRead(writes.get(index), met.get(index)));
        }
        return conditions;
    }
}

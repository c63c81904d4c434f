package io.touchstream.protocol.write;

import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Compares with the target item alone. */
final class ProvenanceGuard implements Guard {
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
        return requests.send(write, timeLeft);
    }

    @Override
    public List<WriteResult> writeTogether(TargetRequests requests, List<GuardedWrite> writes, Duration timeLeft) {
        return requests.transact(writes, timeLeft);
    }

    @Override
    public void record(TargetRequests requests, Provenance change, Duration timeLeft) {}

    @Override
    public Optional<Version> recorded(TargetRequests requests, SourceId source) {
        return Optional.empty();
    }
}

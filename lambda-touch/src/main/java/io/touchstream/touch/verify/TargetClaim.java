package io.touchstream.touch.verify;

import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Differences.Kind;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.transformation.TargetKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Claims that one target item is yielded by the source item that it came from. */
final class TargetClaim implements Claim {
    private final TargetKey target;
    private final SourceId source;
    private final Expectation expected;
    private final Expectations expectations;

    TargetClaim(TargetKey target, SourceId source, Expectation expected, Expectations expectations) {
        this.target = target;
        this.source = source;
        this.expected = expected;
        this.expectations = expectations;
    }

    @Override
    public Set<TargetKey> targets() {
        return Set.of(target);
    }

    @Override
    public Verdict judge(Map<TargetKey, Item> found, @Nullable QuarantineEntry entry) {
        Counts counts = new Counts();
        Item item = found.get(target);
        if (item == null || !cameFromSource(item)) {
            // It was deleted, or written anew on behalf of another, since the scan passed it.
            return new Verdict(List.of(), counts, true);
        }
        counts.add(CountNames.COMPARED);
        if (expected.keys().contains(target)) {
            counts.add(CountNames.EQUAL);
            return new Verdict(List.of(), counts, true);
        }
        Kind kind = kindOf(item, entry);
        counts.add(kind);
        Difference difference = new Difference(kind, source, null, target, new TreeSet<>());
        return new Verdict(List.of(difference), counts, expected.failed());
    }

    /** Where deletes by the time-to-live service are not applied, an item whose source is gone is there on purpose. */
    private boolean isKeptAfterExpiry() {
        return expected.equals(Expectation.NOTHING) && expectations.ignoresServiceDeletes();
    }

    private boolean cameFromSource(Item item) {
        return Provenance.of(item.attributes())
                .filter(provenance -> provenance.source().equals(source))
                .isPresent();
    }

    private Kind kindOf(Item item, @Nullable QuarantineEntry entry) {
        if (expectations.hasExpired(target.table(), item) || isKeptAfterExpiry()) {
            return Kind.EXPIRED;
        }
        boolean left = entry != null && entry.leftKeys().contains(target);
        return left || expected.failed() ? Kind.QUARANTINED : Kind.GHOST;
    }
}

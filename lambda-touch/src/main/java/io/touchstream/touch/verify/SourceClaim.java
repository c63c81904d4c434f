package io.touchstream.touch.verify;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Differences.Kind;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Claims that the targets hold every image that one source item yields. */
final class SourceClaim implements Claim {
    private final SourceId source;
    private final Expectation expected;
    private final Expectations expectations;

    SourceClaim(SourceId source, Expectation expected, Expectations expectations) {
        this.source = source;
        this.expected = expected;
        this.expectations = expectations;
    }

    @Override
    public Set<TargetKey> targets() {
        return expected.keys();
    }

    @Override
    public Verdict judge(Map<TargetKey, Item> found, @Nullable QuarantineEntry entry) {
        Counts counts = new Counts();
        if (expected.label() != null) {
            counts.add(CountNames.RULE_PREFIX + expected.label());
        }
        if (expected.failed()) {
            return failed(counts, entry);
        }
        List<Difference> differences = compareImages(found, counts);
        if (entry == null || !expected.sourceExists()) {
            return verdict(differences, counts, isOnlyTheApplications(differences));
        }
        if (entry.cause() == Cause.COLLISION) {
            return collided(differences, counts, entry);
        }
        return verdict(List.of(quarantined(entry)), counts, false);
    }

    private List<Difference> compareImages(Map<TargetKey, Item> found, Counts counts) {
        List<Difference> differences = new ArrayList<>();
        boolean lacking = false;
        for (TargetImage image : expected.images()) {
            Item item = found.get(image.key());
            if (expected.excluded() && item == null) {
                lacking = true;
                continue;
            }
            counts.add(CountNames.COMPARED);
            counts.add(CountNames.TABLE_PREFIX + image.key().table());
            Optional<Difference> difference = ImageComparison.compare(source, image, item);
            difference
                    .map(wrong -> unlessExpired(wrong, image))
                    .map(this::unlessDeletedByApplication)
                    .ifPresent(differences::add);
            counts.add(CountNames.EQUAL, difference.isEmpty() ? 1 : 0);
        }
        counts.add(CountNames.EXCLUDED, lacking ? 1 : 0);
        return differences;
    }

    /** What has expired on the expected side is about to go; what has expired in the target alone is a fault. */
    private Difference unlessExpired(Difference difference, TargetImage image) {
        boolean expired =
                expected.expired() || expectations.hasExpired(image.key().table(), image.item());
        return expired ? ofKind(Kind.EXPIRED, difference) : difference;
    }

    /** What the application writes while it is compared never holds still, and sync does not change it. */
    private boolean isOnlyTheApplications(List<Difference> differences) {
        return !differences.isEmpty()
                && differences.stream().allMatch(difference -> difference.kind() == Kind.APPLICATION_OWNED)
                && expectations.doWritersMove();
    }

    /** INVARIANT 8: what the application has deleted is missing on purpose. */
    private Difference unlessDeletedByApplication(Difference difference) {
        TargetKey target = difference.target();
        boolean deleted =
                difference.kind() == Kind.MISSING && target != null && expectations.isDeletedByApplication(target);
        return deleted ? ofKind(Kind.APPLICATION_OWNED, difference) : difference;
    }

    private Verdict failed(Counts counts, @Nullable QuarantineEntry entry) {
        if (expected.excluded() && entry == null) {
            counts.add(CountNames.EXCLUDED);
            return new Verdict(List.of(), counts, true);
        }
        TargetKey target = entry == null ? null : entry.target();
        Kind kind = expected.expired() ? Kind.EXPIRED : Kind.QUARANTINED;
        return verdict(List.of(new Difference(kind, source, null, target, new TreeSet<>())), counts, true);
    }

    private Verdict collided(List<Difference> differences, Counts counts, QuarantineEntry entry) {
        List<Difference> all = new ArrayList<>();
        boolean known = false;
        boolean certain = true;
        for (Difference difference : differences) {
            boolean meant = difference.target() != null && difference.target().equals(entry.target());
            known |= meant;
            // Sync gave up on this key, and it is still another's: time alone will not mend it.
            certain &= meant && difference.kind() == Kind.COLLISION;
            all.add(meant && difference.kind() == Kind.MISSING ? collision(entry) : difference);
        }
        if (!known && !expected.expired()) {
            all.add(collision(entry));
        }
        return verdict(all, counts, certain && known);
    }

    private Difference collision(QuarantineEntry entry) {
        return new Difference(Kind.COLLISION, source, entry.otherSource(), entry.target(), new TreeSet<>());
    }

    private Difference quarantined(QuarantineEntry entry) {
        Kind kind = expected.expired() ? Kind.EXPIRED : Kind.QUARANTINED;
        return new Difference(kind, source, null, entry.target(), new TreeSet<>());
    }

    private static Verdict verdict(List<Difference> differences, Counts counts, boolean certain) {
        differences.forEach(difference -> counts.add(difference.kind()));
        return new Verdict(differences, counts, certain);
    }

    private static Difference ofKind(Kind kind, Difference difference) {
        return new Difference(
                kind, difference.source(), difference.otherSource(), difference.target(), difference.attributes());
    }
}

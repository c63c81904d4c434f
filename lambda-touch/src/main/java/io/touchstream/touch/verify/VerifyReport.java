package io.touchstream.touch.verify;

import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Differences.Kind;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Segments.Progress;
import io.touchstream.protocol.control.Segments.SegmentId;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums up a verify run for the operator.
 *
 * @param complete whether every segment of both directions is done; nothing is proven before
 * @param source the counts of the forward direction, by the names of {@link CountNames}
 * @param target the counts of the reverse direction
 * @param faults how many differences of each kind make the tables unequal, where there are any
 * @param differences the differences that were kept in detail
 */
public record VerifyReport(
        boolean complete,
        Map<String, Long> source,
        Map<String, Long> target,
        Map<Kind, Long> faults,
        List<Difference> differences) {
    public VerifyReport {
        source = Map.copyOf(source);
        target = Map.copyOf(target);
        faults = Map.copyOf(faults);
        differences = List.copyOf(differences);
    }

    /**
     * Sums up what a run's segments counted and kept.
     *
     * @param expectedSegments how many segments the run has, over all source and target tables
     */
    public static VerifyReport of(
            Map<SegmentId, Progress> segments, int expectedSegments, Collection<Difference> differences) {
        Map<String, Long> source = sum(segments, Job.VERIFY_SOURCE);
        Map<String, Long> target = sum(segments, Job.VERIFY_TARGET);
        long done = segments.entrySet().stream()
                .filter(segment -> isVerify(segment.getKey().job()))
                .filter(segment -> segment.getValue().done())
                .count();
        Map<Kind, Long> faults = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            long number = faults(Job.VERIFY_SOURCE, kind, source) + faults(Job.VERIFY_TARGET, kind, target);
            if (number > 0) {
                faults.put(kind, number);
            }
        }
        return new VerifyReport(done >= expectedSegments, source, target, faults, List.copyOf(differences));
    }

    /**
     * Tells whether a kind of difference makes the tables unequal.
     *
     * <p>Forward, an item of the application's own under a key that the source yields is a fault where its content
     * differs (where it does not, it is not reported). In reverse, such items are only counted. What has expired is never
     * a fault.
     */
    public static boolean isFault(Job direction, Kind kind) {
        return switch (kind) {
            case MISSING, DIFFERENT, GHOST, COLLISION, QUARANTINED -> isVerify(direction);
            case APPLICATION_OWNED -> direction == Job.VERIFY_SOURCE;
            case EXPIRED -> false;
        };
    }

    /** Tells whether the tables were proven equal. */
    public boolean equal() {
        return complete && faults.isEmpty();
    }

    /** Tells whether the tables are equal but for what the application has written to the target, as after step 5. */
    public boolean equalApartFromApplication() {
        return complete && faults.keySet().stream().allMatch(kind -> kind == Kind.APPLICATION_OWNED);
    }

    /** Returns how many differences were counted but not kept in detail. */
    public long unlisted() {
        return source.getOrDefault(CountNames.UNLISTED, 0L) + target.getOrDefault(CountNames.UNLISTED, 0L);
    }

    /** Returns how many source items each rule decided about, by its label. */
    public Map<String, Long> sourceItemsByRule() {
        return withoutPrefix(source, CountNames.RULE_PREFIX);
    }

    /** Returns how many items the source yields for each target table. */
    public Map<String, Long> expectedByTable() {
        return withoutPrefix(source, CountNames.TABLE_PREFIX);
    }

    /** Returns how many items each target table holds, the application's own included. */
    public Map<String, Long> foundByTable() {
        return withoutPrefix(target, CountNames.TABLE_PREFIX);
    }

    private static boolean isVerify(Job job) {
        return job == Job.VERIFY_SOURCE || job == Job.VERIFY_TARGET;
    }

    private static Map<String, Long> sum(Map<SegmentId, Progress> segments, Job job) {
        Map<String, Long> sum = new TreeMap<>();
        segments.forEach((segment, progress) -> {
            if (segment.job() == job) {
                progress.counts().forEach((name, count) -> sum.merge(name, count, Long::sum));
            }
        });
        return sum;
    }

    private static long faults(Job direction, Kind kind, Map<String, Long> counts) {
        return isFault(direction, kind) ? counts.getOrDefault(CountNames.of(kind), 0L) : 0;
    }

    private static Map<String, Long> withoutPrefix(Map<String, Long> counts, String prefix) {
        Map<String, Long> some = new TreeMap<>();
        counts.forEach((name, count) -> {
            if (name.startsWith(prefix)) {
                some.put(name.substring(prefix.length()), count);
            }
        });
        return some;
    }
}

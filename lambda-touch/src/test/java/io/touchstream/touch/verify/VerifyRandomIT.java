package io.touchstream.touch.verify;

import static io.touchstream.touch.verify.Migration.item;
import static io.touchstream.touch.verify.Migration.stamped;
import static io.touchstream.touch.verify.Migration.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Differences.Kind;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;

/** Damages random tables at random and expects verify to report exactly the damage. Prints its seed. */
class VerifyRandomIT {
    private static final String SEED_PROPERTY = "touchstream.seed";
    private static final int SEGMENTS = 3;

    private final Random random = new Random(seed());
    private final Set<Difference> injected = new HashSet<>();
    private int nextId;

    private enum Damage {
        NONE,
        EQUAL_IN_OTHER_FORM,
        EQUAL_BUT_APPLICATIONS,
        LOST,
        LOST_BUT_EXPIRED,
        ATTRIBUTE_CHANGED,
        MARKER_ARRIVED,
        OTHER_SOURCE,
        APPLICATIONS,
        SOURCE_DELETED,
        LEFTOVER,
        FAILS,
        IN_QUARANTINE,
        COLLISION_IN_QUARANTINE,
        MENDS_ITSELF
    }

    @RepeatedTest(3)
    void verify_randomDamage_reportsExactlyThat() {
        try (Bench bench = Bench.open()) {
            int items = 100 + random.nextInt(200);
            for (int number = 0; number < items; number++) {
                boolean whole = random.nextInt(3) > 0;
                Damage damage = Damage.values()[whole ? 0 : random.nextInt(Damage.values().length)];
                damage(bench, randomItem(number), damage);
            }
            VerifySettings settings =
                    new VerifySettings(1 + random.nextInt(60), Duration.ofSeconds(8), Duration.ZERO, 12, 1000);

            Map<String, Long> forward = verify(bench, settings, Job.VERIFY_SOURCE, bench.migration.source());
            verify(bench, settings, Job.VERIFY_TARGET, bench.migration.target());
            verify(bench, settings, Job.VERIFY_TARGET, bench.migration.other());

            assertThat(bench.found()).containsExactlyInAnyOrderElementsOf(injected);
            assertThat(forward.getOrDefault("missing", 0L)).isEqualTo(count(Kind.MISSING));
            assertThat(forward.getOrDefault("collision", 0L)).isEqualTo(count(Kind.COLLISION));
            assertThat(forward).doesNotContainKey("unsettled");
        } finally {
            injected.clear();
        }
    }

    private void damage(Bench bench, Item item, Damage damage) {
        Migration migration = bench.migration;
        SourceId source = migration.id(item);
        switch (damage) {
            case NONE -> bench.migrated(item);
            case EQUAL_IN_OTHER_FORM -> {
                bench.putSource(item.with("N", AttributeValues.number("12.50")));
                bench.sync(item.with("N", AttributeValues.number("1.25E1")));
            }
            case EQUAL_BUT_APPLICATIONS -> {
                bench.migrated(item);
                bench.put(migration.target(), image(migration, item));
            }
            case LOST -> {
                bench.migrated(item);
                bench.delete(migration.key(item));
                expect(Kind.MISSING, source, null, migration.key(item));
            }
            case LOST_BUT_EXPIRED ->
                bench.putSource(item.with(
                        "ttl", AttributeValues.number(ManualTime.START.getEpochSecond() - random.nextInt(9999))));
            case ATTRIBUTE_CHANGED -> {
                bench.migrated(item);
                Item changed =
                        image(migration, item).with("Y", string("changed")).without("X");
                bench.put(migration.target(), stamped(changed, source));
                expect(Kind.DIFFERENT, source, null, migration.key(item), "X", "Y");
            }
            case MARKER_ARRIVED -> {
                bench.migrated(item.with("migrate", string("tst0123456789")));
                Item marked = image(migration, item).with("migrate", string("tst0123456789"));
                bench.put(migration.target(), stamped(marked, source));
                expect(Kind.DIFFERENT, source, null, migration.key(item), "migrate");
            }
            case OTHER_SOURCE -> {
                SourceId other = holdKey(bench, item);
                expect(Kind.COLLISION, source, other, migration.key(item));
            }
            case APPLICATIONS -> {
                bench.migrated(item);
                bench.put(migration.target(), image(migration, item).with("Y", string("application")));
                expect(Kind.APPLICATION_OWNED, source, null, migration.key(item), "Y");
            }
            case SOURCE_DELETED -> {
                bench.sync(item);
                migration.images(item).forEach(image -> expect(Kind.GHOST, source, null, image.key()));
            }
            case LEFTOVER -> {
                bench.migrated(item);
                TargetKey left = migration.key("left", "over" + nextId++);
                bench.put(left.table(), stamped(Item.of(left.key().attributes()), source));
                expect(Kind.GHOST, source, null, left);
            }
            case FAILS -> {
                bench.putSource(item.with("Bad", string("x")));
                expect(Kind.QUARANTINED, source, null, null);
            }
            case IN_QUARANTINE -> {
                bench.putSource(item);
                bench.quarantine(source, Cause.REJECTED, migration.key(item), null, Set.of());
                expect(Kind.QUARANTINED, source, null, migration.key(item));
            }
            case COLLISION_IN_QUARANTINE -> {
                SourceId other = holdKey(bench, item);
                bench.quarantine(source, Cause.COLLISION, migration.key(item), other, Set.of());
                expect(Kind.COLLISION, source, other, migration.key(item));
            }
            case MENDS_ITSELF -> {
                bench.putSource(item);
                bench.time.during(1 + random.nextInt(3), () -> bench.sync(item));
            }
        }
    }

    /** Has another source item, which yields the same image and was dropped since, hold an item's key. */
    private SourceId holdKey(Bench bench, Item item) {
        bench.migrated(item);
        SourceId other = bench.migration.id(item("other", "" + nextId++));
        bench.put(bench.migration.target(), stamped(image(bench.migration, item), other));
        expect(Kind.GHOST, other, null, bench.migration.key(item));
        return other;
    }

    private Map<String, Long> verify(Bench bench, VerifySettings settings, Job job, String table) {
        Map<String, Long> counts = new TreeMap<>();
        for (int segment = 0; segment < SEGMENTS; segment++) {
            SegmentRequest request = new SegmentRequest(Bench.RUN, job, table, segment, SEGMENTS);
            VerifyContext context = bench.context(settings);
            bench.toEnd(
                            job == Job.VERIFY_SOURCE
                                    ? new VerifySourceJob(context, request, bench.migration.sourceKey(), 0)
                                    : new VerifyTargetJob(context, request, 0))
                    .forEach((name, count) -> counts.merge(name, count, Long::sum));
        }
        return counts;
    }

    private Item randomItem(int number) {
        Item item = item("p" + random.nextInt(20) + "/&=%", "s" + number).with("X", string("x" + random.nextInt(5)));
        if (random.nextInt(4) == 0) {
            item = item.with("Move", string("m" + number));
        }
        if (random.nextInt(4) == 0) {
            item = item.with("Also", AttributeValues.number(number - 50L));
        }
        return item;
    }

    private static Item image(Migration migration, Item item) {
        return migration.images(item).get(0).item();
    }

    private void expect(
            Kind kind, SourceId source, @Nullable SourceId other, @Nullable TargetKey target, String... attributes) {
        injected.add(new Difference(kind, source, other, target, new TreeSet<>(List.of(attributes))));
    }

    private long count(Kind kind) {
        return injected.stream().filter(difference -> difference.kind() == kind).count();
    }

    private static long seed() {
        long seed = Long.getLong(SEED_PROPERTY, System.nanoTime());
        System.out.println(VerifyRandomIT.class.getSimpleName() + ": -D" + SEED_PROPERTY + "=" + seed);
        return seed;
    }
}

package io.touchstream.touch.verify;

import static io.touchstream.touch.verify.Migration.item;
import static io.touchstream.touch.verify.Migration.stamped;
import static io.touchstream.touch.verify.Migration.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerifyTargetJobIT {
    private final Bench bench = Bench.open();
    private final Migration migration = bench.migration;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void nextPage_equalTables_findsNothingAndDoesNotWait() {
        bench.migrated(item("a", "1"));
        bench.migrated(item("a", "2").with("Also", AttributeValues.number("70")));

        assertThat(bench.reverse())
                .isEqualTo(Map.of(
                        "scanned",
                        3L,
                        "compared",
                        3L,
                        "equal",
                        3L,
                        "table." + migration.target(),
                        2L,
                        "table." + migration.other(),
                        1L));
        assertThat(bench.found()).isEmpty();
        assertThat(bench.time.slept()).isEmpty();
    }

    @Test
    void nextPage_sourceGone_isGhost() {
        Item gone = bench.migrated(item("a", "1").with("Also", AttributeValues.number(7)));
        bench.deleteSource(gone);

        assertThat(bench.reverse()).containsEntry("ghost", 2L).doesNotContainKey("equal");
        assertThat(bench.found())
                .containsExactlyInAnyOrder(
                        ghost(gone, migration.images(gone).get(0).key()),
                        ghost(gone, migration.images(gone).get(1).key()));
        assertThat(bench.time.total()).isEqualTo(Bench.SETTLE.multipliedBy(2));
    }

    @Test
    void nextPage_sourceMovedAway_leftoverIsGhost() {
        Item moved = bench.migrated(item("a", "1").with("Move", string("new")));
        bench.put(migration.target(), stamped(item("a", "old"), migration.id(moved)));

        assertThat(bench.reverse()).containsEntry("ghost", 1L).containsEntry("equal", 1L);
        assertThat(bench.found()).containsExactly(ghost(moved, migration.key("a", "old")));
    }

    @Test
    void nextPage_sourceDroppedNow_isGhost() {
        Item kept = bench.migrated(item("a", "1"));
        bench.putSource(kept.with("Drop", string("x")));

        bench.reverse();
        assertThat(bench.found()).containsExactly(ghost(kept, migration.key(kept)));
    }

    @Test
    void nextPage_leftKeyOfQuarantineEntry_isQuarantined() {
        Item moved = bench.migrated(item("a", "1").with("Move", string("new")));
        TargetKey old = migration.key("a", "old");
        bench.put(migration.target(), stamped(item("a", "old"), migration.id(moved)));
        bench.quarantine(migration.id(moved), Cause.REJECTED, migration.key(moved), null, Set.of(old));

        assertThat(bench.reverse()).containsEntry("quarantined", 1L).doesNotContainKey("ghost");
        assertThat(bench.found())
                .containsExactly(new Difference(Kind.QUARANTINED, migration.id(moved), null, old, new TreeSet<>()));
    }

    @Test
    void nextPage_sourceThatFailsNow_isQuarantinedWithoutWaiting() {
        Item good = bench.migrated(item("a", "1"));
        bench.putSource(good.with("Bad", string("x")));

        assertThat(bench.reverse()).containsEntry("quarantined", 1L).doesNotContainKey("ghost");
        assertThat(bench.time.slept()).isEmpty();
    }

    @Test
    void nextPage_sourceOfNoTableOfTheMigration_isGhost() {
        SourceId foreign = SourceId.of("Elsewhere", migration.sourceKey().keyOf(item("a", "1")));
        bench.put(migration.target(), stamped(item("a", "1"), foreign));

        assertThat(bench.reverse()).containsEntry("ghost", 1L);
        assertThat(bench.found()).extracting(Difference::source).containsExactly(foreign);
    }

    @Test
    void nextPage_itemWithoutProvenance_isOnlyCounted() {
        bench.put(migration.target(), item("a", "1"));

        assertThat(bench.reverse()).containsEntry("applicationOwned", 1L).doesNotContainKey("compared");
        assertThat(bench.found()).isEmpty();
    }

    @Test
    void nextPage_expiredTargetWhoseSourceIsGone_isCountedButNotListed() {
        Item expired = item("a", "1").with("ttl", AttributeValues.number(ManualTime.START.getEpochSecond() - 1));
        bench.sync(expired);

        assertThat(bench.reverse()).containsEntry("expired", 1L).doesNotContainKey("ghost");
        assertThat(bench.found()).isEmpty();
    }

    @Test
    void nextPage_deleteStillUnderWay_isCleared() {
        Item gone = bench.migrated(item("a", "1"));
        bench.deleteSource(gone);
        bench.time.during(2, () -> bench.delete(migration.key(gone)));

        assertThat(bench.reverse()).doesNotContainKeys("ghost", "equal");
        assertThat(bench.found()).isEmpty();
        assertThat(bench.time.slept()).hasSize(2);
    }

    @Test
    void nextPage_keyTakenOverByAnotherMeanwhile_isCleared() {
        Item gone = bench.migrated(item("a", "1"));
        bench.deleteSource(gone);
        bench.time.during(
                1, () -> bench.put(migration.target(), stamped(item("a", "1"), migration.id(item("b", "1")))));

        assertThat(bench.reverse()).doesNotContainKeys("ghost", "equal");
        assertThat(bench.found()).isEmpty();
    }

    @Test
    void nextPage_sourceComesBackMeanwhile_isCleared() {
        Item gone = item("a", "1");
        bench.sync(gone);
        bench.time.during(4, () -> bench.putSource(gone));

        assertThat(bench.reverse()).containsEntry("equal", 1L).doesNotContainKey("ghost");
        assertThat(bench.found()).isEmpty();
    }

    @Test
    void nextPage_sourceChangesWhileSettling_startsAnew() {
        Item moved = bench.putSource(item("a", "1").with("Move", string("new")));
        bench.put(migration.target(), stamped(item("a", "old"), migration.id(moved)));
        bench.time.during(4, () -> bench.putSource(moved.with("X", string("x"))));
        bench.time.during(6, () -> bench.delete(migration.key("a", "old")));

        assertThat(bench.reverse()).doesNotContainKey("ghost");
        assertThat(bench.time.slept()).hasSize(6);
    }

    @Test
    void nextPage_manyPages_tracesAll() {
        for (int number = 0; number < 25; number++) {
            bench.migrated(item("a" + number % 3, "" + number));
        }
        Item gone = item("a1", "4");
        bench.deleteSource(gone);

        assertThat(bench.reverse(new VerifySettings(4, Bench.SETTLE, Duration.ZERO, 12, 1000)))
                .containsEntry("scanned", 25L)
                .containsEntry("equal", 24L)
                .containsEntry("ghost", 1L);
    }

    @Test
    void nextPage_sourceGoneWhereServiceDeletesAreIgnored_isKeptOnPurpose() {
        try (Bench keeping = Bench.keepingExpired()) {
            Item gone = keeping.migrated(item("a", "1"));
            keeping.deleteSource(gone);

            assertThat(keeping.reverse()).containsEntry("expired", 1L).doesNotContainKey("ghost");
        }
    }

    @Test
    void constructor_tableThatIsNoTarget_isRefused() {
        SegmentRequest segment = new SegmentRequest(Bench.RUN, Job.VERIFY_TARGET, migration.source(), 0, 1);

        assertThatThrownBy(() -> new VerifyTargetJob(bench.context(Bench.SETTINGS), segment, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Difference ghost(Item source, TargetKey target) {
        return new Difference(Kind.GHOST, migration.id(source), null, target, new TreeSet<>());
    }
}

package io.touchstream.touch.verify;

import static io.touchstream.touch.verify.Migration.item;
import static io.touchstream.touch.verify.Migration.stamped;
import static io.touchstream.touch.verify.Migration.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.client.ControlRows;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Differences.Kind;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.PageOutcome;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class VerifySourceJobIT {
    private final Bench bench = Bench.open();
    private final Migration migration = bench.migration;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void nextPage_equalTables_findsNothingAndDoesNotWait() {
        bench.migrated(item("a", "1").with("X", string("x")));
        bench.migrated(item("a", "2").with("Also", AttributeValues.number(7)));
        bench.migrated(item("a", "3").with("Drop", string("x")));

        assertThat(bench.forward())
                .isEqualTo(Map.of(
                        "scanned",
                        3L,
                        "compared",
                        3L,
                        "equal",
                        3L,
                        "rule.java",
                        3L,
                        "table." + migration.target(),
                        2L,
                        "table." + migration.other(),
                        1L));
        assertThat(bench.found()).isEmpty();
        assertThat(bench.time.slept()).isEmpty();
    }

    @Test
    void nextPage_valuesEqualInOtherForm_areEqual() {
        Item one = bench.putSource(item("a", "1")
                .with("N", AttributeValues.number("1"))
                .with("S", AttributeValue.fromSs(List.of("a", "b")))
                .with("NS", AttributeValue.fromNs(List.of("1", "20"))));
        bench.put(
                migration.target(),
                stamped(
                        one.with("N", AttributeValues.number("1.0"))
                                .with("S", AttributeValue.fromSs(List.of("b", "a")))
                                .with("NS", AttributeValue.fromNs(List.of("2E1", "1.00"))),
                        migration.id(one)));

        assertThat(bench.forward()).containsEntry("equal", 1L);
        assertThat(bench.found()).isEmpty();
    }

    @Test
    void nextPage_missingItem_isFound() {
        Item one = bench.putSource(item("a", "1"));

        assertThat(bench.forward()).containsEntry("missing", 1L).doesNotContainKey("equal");
        assertThat(bench.found()).containsExactly(difference(Kind.MISSING, one));
        assertThat(bench.time.total()).isEqualTo(Bench.SETTLE);
    }

    @Test
    void nextPage_itemThatTheApplicationHasDeleted_isItsOwnOnceTombstonesAreHeeded() {
        Item one = bench.putSource(item("a", "1"));
        TargetKey key = migration.key(one);
        bench.put(
                bench.control.name(),
                Item.of(ControlRows.tombstoneKey(key.table(), key.key().attributes())));
        assertThat(bench.forward()).containsEntry("missing", 1L);

        Duration waited = bench.time.total();
        new Tombstones(bench.control).heed(bench.time.instant());

        assertThat(bench.forward()).containsEntry("applicationOwned", 1L).doesNotContainKey("missing");
        // What the application writes meanwhile never holds still: there is nothing to wait for.
        assertThat(bench.time.total()).isEqualTo(waited);
    }

    @Test
    void nextPage_secondImageMissing_isFoundInItsTable() {
        Item one = bench.migrated(item("a", "1").with("Also", AttributeValues.number(7)));
        bench.delete(migration.images(one).get(1).key());

        assertThat(bench.forward()).containsEntry("missing", 1L).containsEntry("equal", 1L);
        assertThat(bench.found())
                .extracting(Difference::target)
                .containsExactly(migration.images(one).get(1).key());
    }

    @Test
    void nextPage_otherContent_namesAttributes() {
        Item one = bench.migrated(item("a", "1").with("X", string("x")).with("Y", string("y")));
        bench.put(migration.target(), stamped(one.with("X", string("z")).without("Y"), migration.id(one)));

        assertThat(bench.forward()).containsEntry("different", 1L);
        assertThat(bench.found()).containsExactly(difference(Kind.DIFFERENT, one, "X", "Y"));
    }

    @Test
    void nextPage_applicationsOwnAttributeOfTheMarkersNameMissingInTarget_isDifferent() {
        Item taken = bench.putSource(item("a", "1").with("migrate", string("mine")));
        bench.put(migration.target(), stamped(taken.without("migrate"), migration.id(taken)));

        bench.forward();
        assertThat(bench.found()).containsExactly(difference(Kind.DIFFERENT, taken, "migrate"));
    }

    @Test
    void nextPage_markerInTarget_isDifferent() {
        Item touched = bench.putSource(item("a", "1").with("migrate", string("tst0123456789")));
        bench.put(migration.target(), stamped(touched, migration.id(touched)));

        bench.forward();
        assertThat(bench.found()).containsExactly(difference(Kind.DIFFERENT, touched, "migrate"));
    }

    @Test
    void nextPage_keyHeldByOtherSource_isCollisionWithBoth() {
        Item one = bench.putSource(item("a", "1").with("X", string("x")));
        SourceId holder = migration.id(item("b", "1"));
        bench.put(migration.target(), stamped(item("a", "1"), holder));

        assertThat(bench.forward()).containsEntry("collision", 1L);
        assertThat(bench.found())
                .containsExactly(new Difference(
                        Kind.COLLISION, migration.id(one), holder, migration.key(one), new TreeSet<>(Set.of("X"))));
    }

    @Test
    void nextPage_collisionInQuarantine_needsNoWaiting() {
        Item one = bench.putSource(item("a", "1"));
        SourceId holder = migration.id(item("b", "1"));
        bench.put(migration.target(), stamped(item("a", "1"), holder));
        bench.quarantine(migration.id(one), Cause.COLLISION, migration.key(one), holder, Set.of());

        assertThat(bench.forward()).containsEntry("collision", 1L);
        assertThat(bench.found())
                .containsExactly(
                        new Difference(Kind.COLLISION, migration.id(one), holder, migration.key(one), new TreeSet<>()));
        assertThat(bench.time.slept()).isEmpty();
    }

    @Test
    void nextPage_collisionInQuarantineAndAnotherImageUnderWay_waitsForThatOne() {
        Item one = bench.putSource(item("a", "1").with("Also", AttributeValues.number(7)));
        SourceId holder = migration.id(item("b", "1"));
        bench.put(migration.target(), stamped(item("a", "1"), holder));
        bench.quarantine(migration.id(one), Cause.COLLISION, migration.key(one), holder, Set.of());
        bench.time.during(
                2,
                () -> bench.put(
                        migration.other(), stamped(migration.images(one).get(1).item(), migration.id(one))));

        assertThat(bench.forward())
                .containsEntry("collision", 1L)
                .containsEntry("equal", 1L)
                .doesNotContainKey("missing");
    }

    @Test
    void nextPage_collisionInQuarantineWhoseHolderLeft_staysCollision() {
        Item one = bench.putSource(item("a", "1"));
        SourceId holder = migration.id(item("b", "1"));
        bench.quarantine(migration.id(one), Cause.COLLISION, migration.key(one), holder, Set.of());

        assertThat(bench.forward()).containsEntry("collision", 1L).doesNotContainKey("missing");
        assertThat(bench.found())
                .containsExactly(
                        new Difference(Kind.COLLISION, migration.id(one), holder, migration.key(one), new TreeSet<>()));
    }

    @Test
    void nextPage_applicationItemWithOtherContent_isReported() {
        Item one = bench.putSource(item("a", "1"));
        bench.put(migration.target(), one.with("X", string("application")));

        assertThat(bench.forward()).containsEntry("applicationOwned", 1L);
        assertThat(bench.found()).containsExactly(difference(Kind.APPLICATION_OWNED, one, "X"));
    }

    @Test
    void nextPage_applicationItemWithEqualContent_isEqual() {
        Item one = bench.putSource(item("a", "1"));
        bench.put(migration.target(), one);

        assertThat(bench.forward()).containsEntry("equal", 1L).doesNotContainKey("applicationOwned");
        assertThat(bench.found()).isEmpty();
    }

    @Test
    void nextPage_provenanceThatCannotBeRead_isApplicationOwned() {
        Item one = bench.putSource(item("a", "1"));
        bench.put(
                migration.target(),
                one.with(
                        Provenance.ATTRIBUTE,
                        AttributeValues.map(Map.of("src", string("no/key"), "seq", string("no version")))));

        bench.forward();
        assertThat(bench.found()).containsExactly(difference(Kind.APPLICATION_OWNED, one, Provenance.ATTRIBUTE));
    }

    @Test
    void nextPage_expiredSource_isCountedButNotListed() {
        bench.putSource(item("a", "1").with("ttl", seconds(-1)));

        assertThat(bench.forward()).containsEntry("expired", 1L).doesNotContainKey("missing");
        assertThat(bench.found()).isEmpty();
    }

    @Test
    void nextPage_expiredSourceMissingInATableWithoutTimeToLive_isExpired() {
        Item one = bench.migrated(item("a", "1").with("ttl", seconds(-1)).with("Also", AttributeValues.number(7)));
        bench.delete(migration.images(one).get(1).key());

        assertThat(bench.forward()).containsEntry("expired", 1L).doesNotContainKey("missing");
    }

    @Test
    void nextPage_notYetExpiredOrTooLongAgo_isMissing() {
        bench.putSource(item("a", "1").with("ttl", seconds(3600)));
        bench.putSource(item("a", "2").with("ttl", seconds(-6L * 365 * 24 * 3600)));
        bench.putSource(item("a", "3").with("ttl", string("1")));

        assertThat(bench.forward()).containsEntry("missing", 3L).doesNotContainKey("expired");
    }

    @Test
    void nextPage_onlyTargetExpired_isDifferent() {
        Item renewed = bench.putSource(item("a", "1").with("ttl", seconds(3600)));
        bench.put(migration.target(), stamped(item("a", "1").with("expiresAt", seconds(-1)), migration.id(renewed)));

        assertThat(bench.forward()).containsEntry("different", 1L);
        assertThat(bench.found()).containsExactly(difference(Kind.DIFFERENT, renewed, "expiresAt"));
    }

    @Test
    void nextPage_failingTransformation_isQuarantinedWithoutWaiting() {
        Item bad = bench.putSource(item("a", "1").with("Bad", string("x")));

        assertThat(bench.forward()).containsEntry("quarantined", 1L);
        assertThat(bench.found())
                .containsExactly(new Difference(Kind.QUARANTINED, migration.id(bad), null, null, new TreeSet<>()));
        assertThat(bench.time.slept()).isEmpty();
    }

    @Test
    void nextPage_openQuarantineEntry_isQuarantinedEvenWhereImagesAreEqual() {
        Item one = bench.migrated(item("a", "1"));
        bench.quarantine(migration.id(one), Cause.REJECTED, migration.key(one), null, Set.of());

        assertThat(bench.forward()).containsEntry("quarantined", 1L);
        assertThat(bench.found()).containsExactly(difference(Kind.QUARANTINED, one));
    }

    @Test
    void nextPage_quarantineEntrySettledMeanwhile_isCleared() {
        Item one = bench.migrated(item("a", "1"));
        bench.quarantine(migration.id(one), Cause.REJECTED, migration.key(one), null, Set.of());
        bench.time.during(2, () -> bench.quarantine.settle(migration.id(one), Version.of(1, "21")));

        assertThat(bench.forward()).containsEntry("equal", 1L).doesNotContainKey("quarantined");
        assertThat(bench.found()).isEmpty();
    }

    @Test
    void nextPage_excludedItems_mayBeMissingButNotDifferent() {
        try (Bench some = Bench.touchingWanted()) {
            some.putSource(item("a", "1"));
            some.putSource(item("a", "2").with("Bad", string("x")));
            some.migrated(item("a", "3"));
            Item wrong = some.putSource(item("a", "4").with("X", string("x")));
            some.put(some.migration.target(), stamped(item("a", "4"), some.migration.id(wrong)));
            Item wanted = some.putSource(item("a", "5").with("Wanted", string("x")));

            assertThat(some.forward())
                    .containsEntry("excluded", 2L)
                    .containsEntry("equal", 1L)
                    .containsEntry("different", 1L)
                    .containsEntry("missing", 1L)
                    .containsEntry("table." + some.migration.target(), 3L);
            assertThat(some.found())
                    .extracting(Difference::source)
                    .containsExactlyInAnyOrder(some.migration.id(wrong), some.migration.id(wanted));
        }
    }

    @Test
    void nextPage_differenceThatMendsItself_isCleared() {
        Item one = bench.putSource(item("a", "1"));
        bench.time.during(3, () -> bench.sync(one));

        assertThat(bench.forward()).containsEntry("equal", 1L).doesNotContainKey("missing");
        assertThat(bench.found()).isEmpty();
        assertThat(bench.time.slept()).hasSize(3);
    }

    @Test
    void nextPage_differenceThatMendsItselfWhileWritersMove_isCleared() {
        new Tombstones(bench.control).heed(bench.time.instant());
        Item one = bench.putSource(item("a", "1"));
        bench.time.during(2, () -> bench.sync(one));

        assertThat(bench.forward()).containsEntry("equal", 1L).doesNotContainKey("missing");
    }

    @Test
    void nextPage_sourceDeletedMeanwhile_isCleared() {
        Item one = bench.putSource(item("a", "1"));
        bench.time.during(1, () -> bench.deleteSource(one));

        assertThat(bench.forward()).isEqualTo(Map.of("scanned", 1L));
        assertThat(bench.found()).isEmpty();
    }

    @Test
    void nextPage_sourceChangesWhileSettling_startsAnew() {
        Item one = bench.putSource(item("a", "1"));
        Item changed = one.with("X", string("x"));
        bench.time.during(4, () -> bench.putSource(changed));
        bench.time.during(6, () -> bench.sync(changed));

        assertThat(bench.forward()).containsEntry("equal", 1L).doesNotContainKey("missing");
        assertThat(bench.found()).isEmpty();
        assertThat(bench.time.slept()).hasSize(6);
    }

    @Test
    void nextPage_targetChangesWhileSettling_startsAnew() {
        Item one = bench.putSource(item("a", "1").with("X", string("x")));
        bench.time.during(4, () -> bench.put(migration.target(), stamped(item("a", "1"), migration.id(one))));
        bench.time.during(6, () -> bench.sync(one));

        assertThat(bench.forward()).containsEntry("equal", 1L).doesNotContainKey("different");
        assertThat(bench.time.slept()).hasSize(6);
    }

    @Test
    void nextPage_sourceThatNeverHoldsStill_isReportedAsUnsettled() {
        Item one = bench.putSource(item("a", "1"));
        AtomicInteger change = new AtomicInteger();
        bench.time.duringEach(() -> bench.putSource(one.with("X", AttributeValues.number(change.incrementAndGet()))));

        assertThat(bench.forward()).containsEntry("missing", 1L).containsEntry("unsettled", 1L);
        assertThat(bench.found()).containsExactly(difference(Kind.MISSING, one));
        assertThat(bench.time.slept()).hasSize(Bench.SETTINGS.maximumRechecks());
    }

    @Test
    void nextPage_restlessSourceUnderGreatLag_isDoneWithinAnInvocationOfFiveMinutes() throws OutOfTimeException {
        Item one = bench.putSource(item("a", "1"));
        bench.heartbeats.beat("one", bench.time.instant(), Duration.ofSeconds(110), Map.of());
        AtomicInteger change = new AtomicInteger();
        bench.time.duringEach(() -> bench.putSource(one.with("X", AttributeValues.number(change.incrementAndGet()))));

        PageOutcome page =
                job(Bench.SETTINGS, 0).nextPage(null, bench.time.instant().plus(Duration.ofMinutes(5)));

        assertThat(page.counts()).containsEntry("unsettled", 1L);
        assertThat(bench.time.total()).isLessThan(Duration.ofMinutes(5));
    }

    @Test
    void nextPage_replicationLags_waitsForTheLagToo() {
        bench.putSource(item("a", "1"));
        bench.heartbeats.beat("one", bench.time.instant(), Duration.ofSeconds(32), Map.of());

        bench.forward();
        assertThat(bench.time.total()).isEqualTo(Bench.SETTLE.plusSeconds(32));
    }

    @Test
    void nextPage_replicationLagsBeyondBound_saysSo() {
        bench.putSource(item("a", "1"));
        bench.heartbeats.beat("one", bench.time.instant(), Duration.ofHours(3), Map.of());

        PageOutcome page = bench.page(job(Bench.SETTINGS, 0));
        assertThat(page.note()).contains("lags more");
        assertThat(bench.time.total()).isEqualTo(Bench.SETTLE.plus(Bench.SETTINGS.maximumLag()));
    }

    @Test
    void nextPage_noTimeToSettle_storesNothingAndSaysSo() {
        bench.putSource(item("a", "1"));

        assertThatThrownBy(() -> job(Bench.SETTINGS, 0)
                        .nextPage(null, bench.time.instant().plusSeconds(8)))
                .isInstanceOf(OutOfTimeException.class);
        assertThat(bench.found()).isEmpty();
    }

    @Test
    void nextPage_manyPages_settlesEachAndCoversAll() {
        for (int number = 0; number < 25; number++) {
            bench.migrated(item("a" + number % 3, "" + number));
        }
        Item lost = item("a1", "4");
        bench.delete(migration.key(lost));

        VerifySettings small = new VerifySettings(4, Bench.SETTLE, Duration.ZERO, 12, 1000);
        assertThat(bench.forward(small))
                .containsEntry("scanned", 25L)
                .containsEntry("equal", 24L)
                .containsEntry("missing", 1L);
        assertThat(bench.found()).containsExactly(difference(Kind.MISSING, lost));
    }

    @Test
    void nextPage_moreDifferencesThanListed_countsTheRest() {
        for (int number = 0; number < 7; number++) {
            bench.putSource(item("a", "" + number));
        }
        VerifySettings few = new VerifySettings(2, Bench.SETTLE, Duration.ZERO, 12, 3);

        assertThat(bench.forward(few))
                .containsEntry("missing", 7L)
                .containsEntry("listed", 3L)
                .containsEntry("unlisted", 4L);
        assertThat(bench.found()).hasSize(3);
    }

    @Test
    void nextPage_listedBefore_countsTowardsTheBound() {
        bench.putSource(item("a", "1"));
        bench.putSource(item("a", "2"));
        VerifySettings few = new VerifySettings(10, Bench.SETTLE, Duration.ZERO, 12, 3);

        assertThat(bench.page(job(few, 2)).counts()).containsEntry("listed", 1L).containsEntry("unlisted", 1L);
    }

    private VerifySourceJob job(VerifySettings settings, long listedBefore) {
        SegmentRequest segment = new SegmentRequest(Bench.RUN, Job.VERIFY_SOURCE, migration.source(), 0, 1);
        return new VerifySourceJob(bench.context(settings), segment, migration.sourceKey(), listedBefore);
    }

    private static AttributeValue seconds(long fromNow) {
        return AttributeValues.number(ManualTime.START.getEpochSecond() + fromNow);
    }

    private Difference difference(Kind kind, Item source, String... attributes) {
        @Nullable SourceId nobody = null;
        return new Difference(
                kind, migration.id(source), nobody, migration.key(source), new TreeSet<>(Set.of(attributes)));
    }
}

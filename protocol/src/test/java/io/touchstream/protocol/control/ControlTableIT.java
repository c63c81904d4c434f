package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import io.touchstream.transformation.TargetKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlTableIT {
    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    private final ControlTable control = new ControlTable(database.client(), "control-" + UUID.randomUUID());
    private final List<Version> storedElsewhere = new ArrayList<>();
    private final Quarantine quarantine = new Quarantine(control, (source, version, images) -> {
        storedElsewhere.add(version);
        return "elsewhere";
    });

    @BeforeEach
    void create() {
        database.client().createTable(ControlTable.creation(control.name()));
    }

    @Test
    void settings_rateAtFirst_isNotSetAgainOnceAnOperatorChoseNone() {
        TouchSettings settings = new TouchSettings(control);
        settings.rateAtFirst(100);
        assertThat(settings.read().maxWriteUnitsPerSecond()).isEqualTo(100);
        settings.rate(0);
        settings.rateAtFirst(100);

        assertThat(settings.read().maxWriteUnitsPerSecond()).isZero();
    }

    @Test
    void quarantine_laterEntry_replacesTheEarlierAndNotTheOtherWay() {
        quarantine.add(entry("1", "5", "later", null));
        quarantine.add(entry("1", "3", "earlier", null));

        assertThat(quarantine.list())
                .singleElement()
                .satisfies(found -> assertThat(found.detail()).isEqualTo("later"));
    }

    @Test
    void quarantine_settledByALaterChange_isEmptyAndByAnEarlierIsNot() {
        quarantine.add(entry("1", "5", "x", null));
        quarantine.settle(source("1"), Version.of(1, "4"));
        assertThat(quarantine.list()).hasSize(1);

        quarantine.settle(source("1"), Version.of(1, "6"));
        assertThat(quarantine.list()).isEmpty();
    }

    @Test
    void quarantine_manyEntries_areAllFound() {
        assertThat(quarantine.wasEverRaised()).isFalse();
        IntStream.range(0, 130).forEach(number -> quarantine.add(entry("i" + number, "5", "x", null)));

        List<SourceId> asked =
                IntStream.range(0, 260).mapToObj(number -> source("i" + number)).toList();

        assertThat(quarantine.find(asked)).hasSize(130);
        assertThat(quarantine.list()).hasSize(130);
        assertThat(quarantine.wasEverRaised()).isTrue();
    }

    @Test
    void quarantine_imagesBeyondTheLimit_areStoredElsewhere() {
        Item large = Item.of(Map.of("v", AttributeValues.string("x".repeat(310 * 1024))));
        quarantine.add(entry("1", "5", "x", large));

        assertThat(storedElsewhere).containsExactly(Version.of(1, "5"));
        assertThat(quarantine.list()).singleElement().satisfies(found -> {
            assertThat(found.images().location()).isEqualTo("elsewhere");
            assertThat(found.leftKeys()).containsExactly(target("left"));
        });
    }

    @Test
    void epochs_secondStreamOfATable_isTheSecondAndUnsound() {
        Soundness soundness = new Soundness(control);
        StreamEpochs epochs = new StreamEpochs(control, soundness, Clock.systemUTC());

        assertThat(epochs.epochOf("T", "arn:1")).isEqualTo(1);
        assertThat(epochs.epochOf("U", "arn:3")).isEqualTo(1);
        assertThat(soundness.gap()).isEmpty();
        assertThat(epochs.epochOf("T", "arn:2")).isEqualTo(2);
        assertThat(epochs.epochOf("T", "arn:1")).isEqualTo(1);
        assertThat(soundness.gap()).isPresent();
    }

    @Test
    void soundness_gapBeforeTheTouch_isMendedAndAfterItIsNot() {
        Soundness soundness = new Soundness(control);
        Instant now = Instant.now();
        soundness.markUnsound("x", now);

        assertThat(soundness.mend(now.minusSeconds(1))).isFalse();
        assertThat(soundness.gap()).isPresent();
        assertThat(soundness.mend(now.plusSeconds(1))).isTrue();
        assertThat(soundness.gap()).isEmpty();
    }

    @Test
    void heartbeats_ofSeveralInstances_areSummedUp() {
        SyncHeartbeats heartbeats = new SyncHeartbeats(control);
        Instant now = Instant.now();
        assertThat(heartbeats.summary(now, Duration.ofMinutes(1))).isEmpty();
        heartbeats.beat("a", now, Duration.ofSeconds(3), Map.of("written", 2L));
        heartbeats.beat("a", now, Duration.ofSeconds(1), Map.of("written", 3L, "stale", 1L));
        heartbeats.beat("b", now.minusSeconds(600), Duration.ofHours(1), Map.of("written", 1L));

        SyncHeartbeats.Summary summary =
                heartbeats.summary(now, Duration.ofMinutes(1)).orElseThrow();

        assertThat(summary.counts()).isEqualTo(Map.of("written", 6L, "stale", 1L));
        assertThat(summary.lag()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void heartbeats_lateBatchUnderWay_lagGrowsUntilItIsSettledOrGivenUp() {
        SyncHeartbeats heartbeats = new SyncHeartbeats(control);
        Instant now = Instant.now();
        heartbeats.beat("a", now.minusSeconds(240), Duration.ZERO, Map.of());
        heartbeats.begin("a", now.minusSeconds(200), Duration.ofSeconds(40));

        assertThat(lag(heartbeats, now)).isEqualTo(Duration.ofMinutes(4));
        assertThat(lag(heartbeats, now.plusSeconds(101)))
                .describedAs("given up")
                .isZero();
        heartbeats.beat("a", now, Duration.ofSeconds(2), Map.of());
        assertThat(lag(heartbeats, now)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void heartbeats_throttled_isTheLatestOfAll() {
        SyncHeartbeats heartbeats = new SyncHeartbeats(control);
        Instant now = Instant.parse("2026-11-27T10:00:00Z");
        heartbeats.throttled("a", now);
        assertThat(heartbeats.summary(now, Duration.ofMinutes(1)))
                .describedAs("nothing settled yet")
                .isEmpty();
        heartbeats.beat("b", now, Duration.ZERO, Map.of());
        heartbeats.throttled("c", now.minusSeconds(10));

        assertThat(heartbeats.summary(now, Duration.ofMinutes(1)))
                .hasValueSatisfying(summary -> assertThat(summary.throttledAt()).isEqualTo(now));
    }

    private static Duration lag(SyncHeartbeats heartbeats, Instant now) {
        return heartbeats.summary(now, Duration.ofMinutes(1)).orElseThrow().lag();
    }

    private static QuarantineEntry entry(String id, String sequence, String detail, @Nullable Item image) {
        return new QuarantineEntry(
                source(id),
                Version.of(1, sequence),
                Cause.TRANSFORM_FAILED,
                detail,
                null,
                null,
                Set.of(target("left")),
                new Images(null, image, null),
                Instant.now());
    }

    private static SourceId source(String id) {
        return SourceId.of("Table", new ItemKey(Map.of("id", AttributeValues.string(id))));
    }

    private static TargetKey target(String k) {
        return new TargetKey("Target", new ItemKey(Map.of("k", AttributeValues.string(k))));
    }
}

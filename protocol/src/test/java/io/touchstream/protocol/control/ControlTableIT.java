package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.item.StorableValues;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import io.touchstream.transformation.TargetKey;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

class ControlTableIT {
    private static final Instant AT = Instant.parse("2026-11-27T08:00:00Z");

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
        assertThat(quarantine.find(List.of(source("i0")))).isEmpty();
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
    void quarantine_settledByTheSameChange_isEmpty() {
        quarantine.add(entry("1", "5", "x", null));
        quarantine.settle(source("1"), Version.of(1, "5"));

        assertThat(quarantine.list()).isEmpty();
    }

    @Test
    void quarantine_entry_isReadBackAsItWasAndForgetsWhatAnEarlierOneHad() {
        Item image = Item.of(Map.of("v", AttributeValues.string("x")));
        QuarantineEntry first = new QuarantineEntry(
                source("1"),
                Version.of(1, "5"),
                Cause.COLLISION,
                "detail",
                target("t"),
                source("2"),
                Set.of(target("left")),
                new Images(image, image, null),
                AT,
                Direction.REVERSE);
        QuarantineEntry second = new QuarantineEntry(
                source("1"),
                Version.of(1, "6"),
                Cause.REJECTED,
                "another",
                null,
                null,
                Set.of(),
                new Images(null, null, null),
                AT);
        quarantine.add(first);
        assertThat(quarantine.list()).containsExactly(first);

        quarantine.add(second);
        assertThat(quarantine.list()).containsExactly(second);
        assertThat(quarantine.find(List.of(source("1")))).isEqualTo(Map.of(source("1"), second));
        assertThat(storedElsewhere).isEmpty();
    }

    /** An item may be nested as deeply as a row, which is to hold the item one level deeper. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void quarantine_imageTooDeepForARow_isStoredElsewhere(boolean before) {
        AttributeValue value = AttributeValues.string("x");
        for (int level = 0; level < StorableValues.MAXIMUM_DEPTH; level++) {
            value = AttributeValues.list(List.of(value));
        }
        Item deep = Item.of(Map.of("v", value));
        Images images = before ? new Images(deep, null, null) : new Images(null, deep, null);
        quarantine.add(new QuarantineEntry(
                source("1"), Version.of(1, "5"), Cause.REJECTED, "x", null, null, Set.of(), images, AT));

        assertThat(storedElsewhere).containsExactly(Version.of(1, "5"));
        assertThat(quarantine.list())
                .extracting(QuarantineEntry::images)
                .containsExactly(new Images(null, null, "elsewhere"));
    }

    @Test
    void migrationOf_controlTablesName_isTheMigrations() {
        assertThat(ControlTable.migrationOf(ControlTable.nameFor("a"))).contains("a");
        assertThat(ControlTable.migrationOf(ControlTable.nameFor(""))).isEmpty();
        assertThat(ControlTable.migrationOf("Old")).isEmpty();
    }

    @Test
    void isOne_tableWithAnotherKey_isFalse() {
        String other = "other-" + UUID.randomUUID();
        database.client()
                .createTable(request -> request.tableName(other)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(KeySchemaElement.builder()
                                .attributeName(ControlTable.PARTITION_KEY)
                                .keyType(KeyType.HASH)
                                .build())
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName(ControlTable.PARTITION_KEY)
                                .attributeType(ScalarAttributeType.S)
                                .build()));

        assertThat(control.isOne()).isTrue();
        assertThat(new ControlTable(database.client(), other).isOne()).isFalse();
    }

    @Test
    void soundness_ofReverseSync_isItsOwn() {
        new Soundness(control, Direction.REVERSE).markUnsound("x", AT);

        assertThat(new Soundness(control).gap()).isEmpty();
        assertThat(new Soundness(control, Direction.REVERSE).gap()).isPresent();
    }

    @Test
    void soundness_gapSeenWhileTheLastIsMended_stays() {
        Soundness soundness = new Soundness(control);
        soundness.markUnsound("x", AT);
        // Sync finds another gap between the look at the first one and its removal.
        DynamoDbClient overtaken = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, values) -> {
                    try {
                        if (method.getName().equals("deleteItem")) {
                            soundness.markUnsound("y", AT.plusSeconds(9));
                        }
                        return method.invoke(database.client(), values);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
        Soundness mending = new Soundness(new ControlTable(overtaken, control.name()));

        assertThat(mending.mend(AT.plusSeconds(1))).isFalse();
        assertThat(soundness.gap()).contains(new Soundness.Gap("y", AT.plusSeconds(9)));
    }

    @Test
    void heartbeats_ofReverseSync_areItsOwn() {
        SyncHeartbeats reverse = new SyncHeartbeats(control, Direction.REVERSE);
        reverse.beat("a", AT, Duration.ZERO, Map.of());

        assertThat(new SyncHeartbeats(control).summary(AT, Duration.ofMinutes(1)))
                .isEmpty();
        assertThat(reverse.summary(AT, Duration.ofMinutes(1))).isPresent();
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
        assertThat(soundness.mend(now)).describedAs("no gap").isTrue();
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

package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.client.ControlRows;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.control.Tombstones.Announcement;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

class TombstonesIT {
    private static final Instant NOW = Instant.parse("2026-11-27T08:00:00Z");

    private final DynamoDbClient client = EmbeddedDynamoDb.shared().client();
    private final ControlTable control = new ControlTable(client, "tombstones-" + UUID.randomUUID());
    private final Tombstones tombstones = new Tombstones(control);

    @BeforeEach
    void create() {
        client.createTable(ControlTable.creation(control.name()));
    }

    @Test
    void heed_twice_isHeededUntilItCeases() {
        assertThat(tombstones.areHeeded()).isFalse();
        tombstones.heed(NOW);
        tombstones.heed(NOW);

        assertThat(tombstones.areHeeded()).isTrue();
        assertThat(client.describeTimeToLive(request -> request.tableName(control.name()))
                        .timeToLiveDescription())
                .satisfies(time -> {
                    assertThat(time.attributeName()).isEqualTo(ControlRows.EXPIRES);
                    assertThat(time.timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
                });
        tombstones.cease();
        assertThat(tombstones.areHeeded()).isFalse();
    }

    @Test
    void removeAll_besideOtherRows_removesTombstonesOnly() {
        tombstones.heed(NOW);
        bury("a");
        bury("b");
        assertThat(tombstones.isThere(target("a"))).isTrue();
        assertThat(tombstones.isThere(target("c"))).isFalse();

        assertThat(tombstones.removeAll(() -> false)).isEqualTo(2);
        assertThat(tombstones.isThere(target("a"))).isFalse();
        assertThat(tombstones.isThere(target("b"))).isFalse();
        assertThat(tombstones.areHeeded()).isTrue();
        assertThat(tombstones.removeAll(() -> false)).isZero();
    }

    @Test
    void removeAll_stopped_leavesTheRest() {
        bury("a");
        bury("b");
        AtomicInteger asked = new AtomicInteger();

        assertThat(tombstones.removeAll(() -> asked.getAndIncrement() > 0)).isEqualTo(1);
        assertThat(tombstones.removeAll(() -> false)).isEqualTo(1);
    }

    @Test
    void isPending_beforeItsMoment_isTrueAndFromThenOnFalse() {
        Map<String, AttributeValue> pending = Map.of(ControlRows.PENDING, AttributeValues.string(NOW.toString()));

        assertThat(Tombstones.isPending(pending, NOW.minusMillis(1))).isTrue();
        assertThat(Tombstones.isPending(pending, NOW)).isFalse();
        assertThat(Tombstones.isPending(Map.of(), NOW)).isFalse();
        assertThat(Tombstones.isPending(Map.of(ControlRows.PENDING, AttributeValues.number(1)), NOW))
                .isFalse();
    }

    @Test
    void announced_interceptors_areThoseHeardOfLately() {
        announce("app/1", NOW.minusSeconds(59));
        announce("app/2", NOW.minusSeconds(60));
        announce("app/3", NOW.minusSeconds(600));

        assertThat(tombstones.announced(NOW, Duration.ofSeconds(60)))
                .containsExactly(new Announcement("app/1", Set.of("New", "Two"), NOW.minusSeconds(59)));
    }

    private void bury(String key) {
        client.putItem(request -> request.tableName(control.name())
                .item(ControlRows.tombstoneKey("New", target(key).key().attributes())));
    }

    private void announce(String interceptor, Instant at) {
        Map<String, AttributeValue> row = new HashMap<>(ControlTable.key(ControlRows.INTERCEPTORS, interceptor));
        row.put(ControlRows.AT, AttributeValues.string(at.toString()));
        row.put(ControlRows.TARGETS, AttributeValue.fromSs(List.of("New", "Two")));
        client.putItem(request -> request.tableName(control.name()).item(row));
    }

    private static TargetKey target(String key) {
        return new TargetKey("New", new ItemKey(Map.of("k", AttributeValues.string(key))));
    }
}

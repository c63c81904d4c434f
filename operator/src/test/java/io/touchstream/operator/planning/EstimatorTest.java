package io.touchstream.operator.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.transformation.Transformation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** What a migration takes, to the unit. */
class EstimatorTest {
    private static final String DEFINITION = """
        name: m
        source: {tables: [Old]}
        target:
          tables:
            New:
              partitionKey: {id: S}
              globalSecondaryIndexes:
                All: {partitionKey: {g: S}, projection: ALL}
                Keys: {partitionKey: {g: S}, projection: KEYS_ONLY}
                Other: {partitionKey: {absent: S}, projection: ALL}
        transform: {rules: [{set: {g: x}}]}
        """;

    private final MigrationDefinition definition = MigrationLoader.parse("m.yaml", DEFINITION);

    @Test
    void weigh_item_countsEachWriteInWholeUnits() {
        Volume volume = weigh(item(2500));

        assertThat(volume.items()).isEqualTo(1);
        // The item has 3 units with the marker, and an index that keeps all attributes as many; one of keys is not
        // written.
        assertThat(volume.touchUnits()).isEqualTo(3 + 3);
        assertThat(volume.sourceReadUnits()).isEqualTo(1);
        assertThat(volume.images()).isEqualTo(1);
        assertThat(volume.putUnits()).isEqualTo(3);
        assertThat(volume.indexUnits()).isEqualTo(3 + 1);
        assertThat(volume.targetReadUnits()).isEqualTo(1);
    }

    @Test
    void weigh_itemThatTheMarkerMakesOneUnitLarger_countsIt() {
        int markerBytes = inspector().markerBytes();

        assertThat(weigh(item(1024 - markerBytes)).touchUnits()).isEqualTo(2);
        assertThat(weigh(item(1024 - markerBytes + 1)).touchUnits()).isEqualTo(4);
    }

    @Test
    void estimate_lanesAndGuards_followTheArithmetic() {
        Volume million = new Volume(1e6, 2e9, 3e6, 1e6, 1e6, 2.5e9, 3e6, 1e6, 1e6);

        Estimate estimate = new Estimator(definition, Prices.shipped(), 1000).estimate(million);

        List<LaneEstimate> lanes = estimate.lanes();
        assertThat(lanes)
                .extracting(lane -> lane.lane() + " " + lane.guard())
                .containsExactly("touch provenance", "touch ledger", "copy provenance", "copy ledger");
        LaneEstimate own = lanes.get(0);
        assertThat(own.sourceWriteUnits()).isEqualTo(3_000_000);
        assertThat(own.targetWriteUnits()).isEqualTo(4_000_000);
        assertThat(own.controlWriteUnits()).isZero();
        assertThat(own.readUnits()).isEqualTo(488_282);
        assertThat(own.time()).isEqualTo(Duration.ofMinutes(50));
        // 7 million write units at 0.625, and half a million read units at 0.125.
        assertThat(own.money()).isEqualTo(new BigDecimal("4.45"));
        LaneEstimate ledger = lanes.get(1);
        assertThat(ledger.targetWriteUnits()).isEqualTo(7_000_000);
        assertThat(ledger.controlWriteUnits()).isEqualTo(2_000_000);
        LaneEstimate copy = lanes.get(2);
        assertThat(copy.sourceWriteUnits()).isZero();
        assertThat(copy.targetWriteUnits()).isEqualTo(4_000_000);
        assertThat(copy.readUnits()).isEqualTo(2_488_282);
        assertThat(copy.time()).isEqualTo(Duration.ofSeconds(4000));
        assertThat(estimate.storageMoneyPerMonth()).isEqualTo(new BigDecimal("0.59"));
    }

    @Test
    void estimate_fastTouches_waitForTheTarget() {
        Volume volume = new Volume(8000, 8e6, 8000, 8000, 8000, 8e6, 8000, 0, 8000);

        Estimate estimate = new Estimator(definition, Prices.shipped(), 1_000_000).estimate(volume);

        assertThat(estimate.lanes().get(0).time()).isEqualTo(Duration.ofSeconds(2));
    }

    private Volume weigh(Item item) {
        TableDescription source = TableDescription.builder()
                .keySchema(key("id"))
                .globalSecondaryIndexes(List.of(
                        index("h", ProjectionType.ALL),
                        index("h", ProjectionType.KEYS_ONLY),
                        index("absent", ProjectionType.ALL)))
                .build();
        Scale scale = new Scale(definition, Map.of("Old", source), inspector().markerBytes());
        return scale.weigh(inspector().inspect(new SourceId("Old/id=S:1"), item));
    }

    private Inspector inspector() {
        return new Inspector(definition, Transformation.load(definition));
    }

    /** An item of exactly that size. */
    private static Item item(int bytes) {
        Item item = Item.of(Map.of("id", AttributeValues.string("1"), "h", AttributeValues.string("2")));
        int rest = bytes - item.sizeInBytes() - 1;
        return item.with("f", AttributeValues.string("x".repeat(rest)));
    }

    private static KeySchemaElement key(String name) {
        return KeySchemaElement.builder()
                .attributeName(name)
                .keyType(KeyType.HASH)
                .build();
    }

    private static GlobalSecondaryIndexDescription index(String key, ProjectionType projection) {
        return GlobalSecondaryIndexDescription.builder()
                .keySchema(key(key))
                .projection(kept -> kept.projectionType(projection))
                .build();
    }
}

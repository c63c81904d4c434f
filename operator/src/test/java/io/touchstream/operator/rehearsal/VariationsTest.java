package io.touchstream.operator.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.Item;
import io.touchstream.transformation.Transformation;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class VariationsTest {
    private static final int MAXIMUM = 400 * 1024;

    private final MigrationDefinition definition = MigrationLoader.parse("variations.yaml", """
            name: variations
            source: {tables: {Old: {partitionKey: {id: S}}}}
            target: {tables: {New: {partitionKey: {k: S}}}}
            """);
    private final Variations variations = new Variations(
            Transformation.load(definition),
            "Old",
            definition.source().shapeOf("Old").orElseThrow().key());

    @Test
    void variations_ofAnItemThatIsFull_stayWithinWhatDynamoDbTakes() {
        Item full = item("1", "x".repeat(MAXIMUM - 15));

        assertThat(variations.content(full, 1)).isEqualTo(full);
        assertThat(variations.sibling(full, 1)).isEmpty();
        assertThat(variations.move(full, 1)).isEmpty();
    }

    @Test
    void sibling_ofAnItemWhoseKeyIsAsLongAsCanBe_isNone() {
        assertThat(variations.sibling(item("i".repeat(2048), "x"), 1)).isEmpty();
    }

    @Test
    void variations_ofAnOrdinaryItem_differ() {
        Item item = item("1", "x");

        assertThat(variations.content(item, 1)).isNotEqualTo(item);
        assertThat(variations.sibling(item, 1)).isPresent();
        assertThat(variations.move(item, 1).map(Item::sizeInBytes)).hasValue(item.sizeInBytes() + 2);
    }

    private static Item item(String id, String filling) {
        return Item.of(Map.of(
                "id", AttributeValue.fromS(id), "k", AttributeValue.fromS("k"), "v", AttributeValue.fromS(filling)));
    }
}

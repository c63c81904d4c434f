package io.touchstream.protocol.reverse;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.transformation.Transformation;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class SourceOwnershipTest {
    private static final int ITEMS = 30;

    /** What is asked about is no target item of these. */
    private static final SourceId OTHER = target("First", "other");

    @ParameterizedTest
    @ValueSource(strings = {"First, Second", "Second, First"})
    void of_itemThatYieldsSeveral_isTheFirstTargets(String targets) {
        String first = targets.substring(0, targets.indexOf(','));
        for (int item = 0; item < ITEMS; item++) {
            String id = Integer.toString(item);

            assertThat(ownership(targets).of("Old", source(id), OTHER))
                    .map(Provenance::source)
                    .contains(target(first, id));
        }
    }

    @Test
    void of_itemThatYieldsTheOneAskedAbout_isThat() {
        assertThat(ownership("First, Second").of("Old", source("1"), target("Second", "1")))
                .map(Provenance::source)
                .contains(target("Second", "1"));
    }

    private static SourceOwnership ownership(String targets) {
        MigrationDefinition definition = MigrationLoader.parse("test.yaml", """
                name: test
                source: {tables: [Old]}
                target: {tables: {First: {partitionKey: {id: S}}, Second: {partitionKey: {id: S}}}}
                transform: {rules: [{to: [%s]}]}
                """.formatted(targets));
        return new SourceOwnership(definition, Transformation.load(definition));
    }

    private static Item source(String id) {
        return Item.of(Map.of("id", AttributeValue.fromS(id)));
    }

    private static SourceId target(String table, String id) {
        return SourceId.of(table, new ItemKey(Map.of("id", AttributeValue.fromS(id))));
    }
}

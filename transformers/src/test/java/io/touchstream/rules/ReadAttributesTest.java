package io.touchstream.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.transform.SourceItem;
import io.touchstream.transformation.Transformation;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadAttributesTest {
    private static final String RULES = """
        name: a
        source: {tables: [Old]}
        target: {tables: {New: {partitionKey: {PK: S}}}}
        transform:
          rules:
            - when: {w1: x, nested.w2: {exists: true}}
              set:
                t1: "${a.b}-${c:-d}"
                t2: {from: e, default: {from: f}}
                t3: [{from: g}, {literal: {S: h}}]
                t4: {map: {k: {from: i}}}
                t5: {concat: [{lower: "${j}"}, {pad: {value: "${k}", width: 3}}]}
                t6: {substring: {value: {upper: "${l}"}, start: 0, length: 1}}
                t7: {split: {value: {trim: "${m}"}, by: "-", part: 0}}
                t8: {toNumber: "${n}"}
                t9: {dateToEpoch: "${o}"}
                t10: {epochToDate: "${p}"}
              default: {t11: "${q}"}
              rename: {r: s}
              remove: [u.v]
            - when: {w3: y}
              set: {t12: "${x1}"}
        """;

    private final MigrationDefinition definition = MigrationLoader.parse("m.yaml", RULES);
    private final Transformation transformation = Transformation.load(definition);

    @Test
    void reads_firstRule_namesWhatEachExpressionReadsAndTheRuleChanges() {
        Item item = Item.of(Map.of(
                "PK", AttributeValues.string("1"),
                "w1", AttributeValues.string("x"),
                "nested", AttributeValues.map(Map.of("w2", AttributeValues.string("z")))));

        Set<String> reads = transformation.reads(new SourceItem("Old", item));

        assertThat(reads)
                .contains("w1", "nested", "a", "c", "e", "f", "g", "i", "j", "k", "l", "m", "n", "o", "p", "q")
                .contains("r", "s", "u", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "t10", "t11")
                .doesNotContain("w3", "x1", "t12", "PK");
    }

    @Test
    void reads_itemOfNoRule_namesWhatEveryConditionAsks() {
        Item item = Item.of(Map.of("PK", AttributeValues.string("1")));

        assertThat(transformation.reads(new SourceItem("Old", item)))
                .contains("w1", "nested", "w3")
                .doesNotContain("a", "t1", "x1");
    }
}

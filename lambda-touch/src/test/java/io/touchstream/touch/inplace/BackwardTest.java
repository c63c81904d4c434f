package io.touchstream.touch.inplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.SourceId;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.Transformation;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Migrations in place, there and back, without a table. */
class BackwardTest {
    private static final String RULES = """
            - when: {Type: Issue}
              set: {Index: "STATUS#${Status}"}
              rename: {Desc: Description}
        """;
    private static final SourceId SOURCE = SourceId.of("Old", new ItemKey(Map.of("PK", AttributeValues.string("1"))));
    private static final Item BEFORE = item("Type", "Issue", "Status", "Open", "Desc", "d", "Other", "o");
    private static final Item AFTER = item(
            "Type", "Issue", "Status", "Open", "Description", "d", "Other", "o", "Index", "STATUS#Open", "v", "back");

    private final MigrationDefinition definition = definition(RULES);
    private final Transformation transformation = Transformation.load(definition);
    private final Forward forward = new Forward(definition, transformation);
    private final Backward backward = new Backward(definition, transformation);

    @Test
    void of_migratedItem_isChangedBackOnConditionOfWhatItDependsOn() {
        assertThat(changed(BEFORE, forward.of(SOURCE, BEFORE).orElseThrow())).isEqualTo(AFTER);

        Alteration alteration = backward.of(SOURCE, AFTER).orElseThrow();

        assertThat(changed(AFTER, alteration)).isEqualTo(BEFORE);
        assertThat(alteration)
                .isEqualTo(new Alteration(
                        new TreeSet<>(Set.of("Desc", "Description", "Index")),
                        Map.of("Desc", AttributeValues.string("d")),
                        Set.of("Description", "Index", "v"),
                        Map.of(
                                "Desc", Optional.empty(),
                                "Description", AFTER.get("Description"),
                                "Index", AFTER.get("Index"),
                                "Status", AFTER.get("Status"),
                                "Type", AFTER.get("Type"),
                                "v", AFTER.get("v"))));
    }

    @Test
    void of_itemWithoutTheVersion_isLeftAlone() {
        assertThat(backward.of(SOURCE, BEFORE)).isEmpty();
        assertThat(backward.of(SOURCE, AFTER.without("v"))).isEmpty();
    }

    @Test
    void of_whatTheRulesYieldedWasWrittenSince_isRefused() {
        assertThatThrownBy(() -> backward.of(SOURCE, AFTER.with("Index", AttributeValues.string("mine"))))
                .isInstanceOf(TransformException.class);
        assertThatThrownBy(() -> backward.of(SOURCE, AFTER.with("Status", AttributeValues.string("Closed"))))
                .isInstanceOf(TransformException.class);
    }

    @Test
    void of_versionOfAnotherMigration_isRefused() {
        assertThatThrownBy(() -> backward.of(SOURCE, AFTER.with("v", AttributeValues.string("another"))))
                .isInstanceOf(TransformException.class)
                .hasMessageContaining("attribute v holds something else");
    }

    @Test
    void obstacle_rulesThatLoseSomething_saysWhich() {
        assertThat(Backward.obstacle(definition)).isEmpty();
        assertThat(Backward.obstacle(definition("    - remove: [Legacy]\n")))
                .hasValueSatisfying(obstacle ->
                        assertThat(obstacle).startsWith("rule 1 removes [Legacy], and what was removed is not kept"));
    }

    @Test
    void notKept_rules_areTheAttributesThatTheySet() {
        assertThat(Backward.notKept(definition)).isEqualTo(Set.of("Index"));
        assertThat(Backward.notKept(definition("    - rename: {a: b}\n"))).isEmpty();
    }

    @Test
    void between_attributesBeyondARequest_isRefused() {
        Set<String> most = IntStream.range(0, Differences.MOST_ATTRIBUTES)
                .mapToObj(number -> "a" + number)
                .collect(Collectors.toSet());
        assertThat(Differences.between(BEFORE, BEFORE, most).expected()).hasSize(most.size());

        assertThatThrownBy(() -> Differences.between(BEFORE, AFTER, most))
                .isInstanceOf(TransformException.class)
                .hasMessageContaining("at most 140 can be in place");
    }

    @Test
    void sizeInBytes_stamp_isThatOfNameAndValue() {
        assertThat(new VersionStamp("v", "back").sizeInBytes()).isEqualTo(5);
    }

    private static Item changed(Item item, Alteration alteration) {
        Item result = item;
        for (String name : alteration.removals()) {
            result = result.without(name);
        }
        for (Map.Entry<String, AttributeValue> set : alteration.sets().entrySet()) {
            result = result.with(set.getKey(), set.getValue());
        }
        return result;
    }

    private static MigrationDefinition definition(String rules) {
        return MigrationLoader.parse("migration.yaml", """
                name: back
                source: {tables: [Old]}
                target: {tables: {Old: {partitionKey: {PK: S}}}}
                inPlace: {versionAttribute: v}
                transform:
                  rules:
                """ + rules);
    }

    private static Item item(String... attributes) {
        Item item = Item.of(SOURCE.key().attributes());
        for (int index = 0; index < attributes.length; index += 2) {
            item = item.with(attributes[index], AttributeValues.string(attributes[index + 1]));
        }
        return item;
    }
}

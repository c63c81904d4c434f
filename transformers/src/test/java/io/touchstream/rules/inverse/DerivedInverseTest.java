package io.touchstream.rules.inverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.definition.TableDefinition;
import io.touchstream.definition.TransformDefinition;
import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import io.touchstream.item.KeySchema;
import io.touchstream.rules.RuleTransformer;
import io.touchstream.transform.Invertibility;
import io.touchstream.transform.Invertibility.Kind;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.SourceWrite;
import io.touchstream.transform.TargetItem;
import io.touchstream.transform.TargetWrite;
import io.touchstream.transform.TransformException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Undoes rules as a definition states them. */
class DerivedInverseTest {
    private static final String ITEM = """
            {"PK":{"S":"p"},"SK":{"S":"s"},"Type":{"S":"Issue"},"Name":{"S":"Ann"},"Legacy":{"N":"7"},
            "address":{"M":{"city":{"S":"Berne"},"zip":{"N":"3000"}}},"lines":{"L":[{"S":"a"},{"S":"b"}]}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{rename: {Name: FullName}}|INVERTIBLE",
                "{default: {Labels: []}}|INVERTIBLE",
                "{set: {SK: \"ISSUE#${SK}\"}}|INVERTIBLE",
                "{set: {SK: {concat: [\"A#\", {from: PK}, \"#\", {from: SK}]}}}|INVERTIBLE",
                "{set: {SK: \"${Type}\", Old: {from: SK}}}|WITH_PRESENT_SOURCE",
                "{set: {SK: {lower: \"${SK}\"}, Old: {from: SK}}}|WITH_PRESENT_SOURCE",
                "{remove: [Legacy, address.zip]}|WITH_PRESENT_SOURCE",
                "{set: {Name: {upper: \"${Name}\"}}}|WITH_PRESENT_SOURCE",
                "{set: {SK: \"${Type}#${Name}\"}}|WITH_PROVENANCE",
                "{set: {SK: {upper: \"${SK}\"}}}|WITH_PROVENANCE",
                "{set: {PK: \"${PK}${SK}\", SK: \"x\"}}|WITH_PROVENANCE",
            })
    void verdicts_oneRule_sayHowFarItCanBeUndone(String rule, Kind kind) {
        assertThat(verdicts(definition("Old: {partitionKey: {PK: S}, sortKey: {SK: S}}", rule)))
                .first()
                .satisfies(verdict -> {
                    assertThat(verdict.kind()).as(verdict.line()).isEqualTo(kind);
                    assertThat(verdict.coversNewItems()).isEqualTo(kind != Kind.WITH_PROVENANCE);
                    assertThat(verdict.line()).startsWith("rule 1: invertible").doesNotContain("\n");
                });
    }

    @Test
    void verdicts_dropSplitAndMerge_sayWhatStays() {
        String sources =
                "Old: {partitionKey: {PK: S}, sortKey: {SK: S}}, Older: {partitionKey: {PK: S}, sortKey: {SK: S}}";
        String rules = "{when: {Type: Lock}, drop: true}, {from: [Old], to: [New, Also], set: {SK: \"a#${SK}\"}}";

        List<Invertibility> verdicts = verdicts(definition(sources, rules + ", {when: {Type: x}, to: [New]}"));

        assertThat(verdicts)
                .extracting(Invertibility::line)
                .containsExactly(
                        "rule 1: invertible: its items never arrive in the target, and stay in the source as they are",
                        "rule 2: invertible: of its target tables New is followed; what the application changes in Also is not"
                                + " carried back",
                        "rule 3: invertible for items that came from the source, as long as they keep their provenance:"
                                + " nothing tells which of the source tables Old, Older an item is from");
    }

    @Test
    void verdicts_keySetFromARenamedAttribute_saysWhichNewItemIsQuarantined() {
        Case tried = new Case(definition(
                "Old: {partitionKey: {PK: S}, sortKey: {SK: S}}",
                "{rename: {Given: Name}, set: {PK: \"${PK}#${Given:-none}\"}}"));
        TargetItem target = tried.target(new SourceItem("Old", item(ITEM)));

        assertThatExceptionOfType(TransformException.class).isThrownBy(() -> tried.inverse(target, null));
        assertThat(tried.inverse().verdicts())
                .first()
                .extracting(Invertibility::line)
                .isEqualTo(
                        "rule 1: invertible: an item that the application creates is taken to have had Given where it has"
                                + " Name, and is quarantined where set PK says otherwise");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{rename: {Name: FullName, Legacy: Name}}",
                "{rename: {Name: Legacy, Legacy: Name}}",
                "{remove: [Legacy, address.zip, \"lines[0]\"]}",
                "{remove: [\"lines[0]\", \"lines[1]\"]}",
                "{default: {Labels: [], Name: x}}",
                "{set: {SK: \"ISSUE#${SK}\", Name: {upper: \"${Name}\"}}}",
                "{set: {SK: \"${Type}#${Legacy}\"}, remove: [Legacy]}",
                "{rename: {Name: SK2}, set: {SK2: \"${Name}!\", Name: 1}}",
                "{when: {Legacy: 7}, remove: [Legacy], set: {SK: x}}",
            })
    void inverse_ofAnUnchangedItem_isTheSourceItem(String rule) {
        Case tried = new Case(definition("Old: {partitionKey: {PK: S}, sortKey: {SK: S}}", rule));
        SourceItem source = new SourceItem("Old", item(ITEM));

        assertThat(tried.inverse(tried.target(source), source)).isEqualTo(new SourceWrite("Old", source.item()));
    }

    @Test
    void inverse_ofANewItem_readsKeysOutOfTextsAndCopies() {
        Case tried = new Case(definition(
                "Old: {partitionKey: {PK: S}, sortKey: {SK: N}}",
                "{set: {PK: \"ORDER#${SK}#of#${PK}\", SK: \"${Type:-none}\"}, default: {Labels: []}}"));
        SourceItem source = new SourceItem("Old", item("{\"PK\":{\"S\":\"ann\"},\"SK\":{\"N\":\"12\"}}"));

        SourceWrite answer = tried.inverse(tried.target(source), null);

        assertThat(answer.item())
                .isEqualTo(item("{\"PK\":{\"S\":\"ann\"},\"SK\":{\"N\":\"12\"},\"Labels\":{\"L\":[]}}"));
    }

    @Test
    void inverse_textThatCanBeReadInSeveralWays_isRefused() {
        Case tried = new Case(definition(
                "Old: {partitionKey: {PK: S}, sortKey: {SK: S}}", "{set: {PK: \"${PK}#${SK}\", SK: \"x\"}}"));
        SourceItem clear = new SourceItem("Old", item("{\"PK\":{\"S\":\"a\"},\"SK\":{\"S\":\"b\"}}"));
        SourceItem unclear = new SourceItem("Old", item("{\"PK\":{\"S\":\"a#b\"},\"SK\":{\"S\":\"c\"}}"));

        assertThat(tried.inverse(tried.target(clear), null).item()).isEqualTo(clear.item());
        assertThatExceptionOfType(TransformException.class)
                .isThrownBy(() -> tried.inverse(tried.target(unclear), null))
                .withMessage("no source item would yield this item of table New, as far as the rules can be undone");
        assertThat(tried.inverse(tried.target(unclear), unclear).item()).isEqualTo(unclear.item());
    }

    @Test
    void inverse_keyKnownByProvenanceAlone_needsThePresentSourceItem() {
        Case tried = new Case(
                definition("Old: {partitionKey: {PK: S}, sortKey: {SK: S}}", "{set: {SK: \"${Type}#${Name}\"}}"));
        SourceItem source = new SourceItem("Old", item(ITEM));
        TargetItem changed = new TargetItem(
                "New",
                tried.target(source)
                        .item()
                        .with("Legacy", item(ITEM).get("Name").orElseThrow()));

        assertThat(tried.inverse(changed, source).item())
                .isEqualTo(source.item().with("Legacy", item(ITEM).get("Name").orElseThrow()));
        assertThatExceptionOfType(TransformException.class).isThrownBy(() -> tried.inverse(changed, null));
    }

    @Test
    void inverse_itemOfAMergedTable_isToldByWhatTheRulesGive() {
        Case tried = new Case(definition(
                "Web: {partitionKey: {email: S}}, Store: {partitionKey: {email: S}}",
                "{from: [Web], set: {PK: \"WEB#${email}\", SK: x, Channel: web}},"
                        + " {from: [Store], set: {PK: \"STORE#${email}\", SK: x, Channel: store}}"));
        SourceItem source = new SourceItem("Store", item("{\"email\":{\"S\":\"a@b\"}}"));

        assertThat(tried.inverse(tried.target(source), null)).isEqualTo(new SourceWrite("Store", source.item()));
    }

    @Test
    void inverse_itemThatAnyTableCouldHaveYielded_isRefusedUnlessProvenanceTells() {
        Case tried = new Case(definition(
                "Old: {partitionKey: {PK: S}, sortKey: {SK: S}}, Older: {partitionKey: {PK: S}, sortKey: {SK: S}}",
                "{set: {SK: \"a#${SK}\"}}"));
        SourceItem source = new SourceItem("Older", item(ITEM));

        assertThat(tried.inverse(tried.target(source), source)).isEqualTo(new SourceWrite("Older", source.item()));
        assertThatExceptionOfType(TransformException.class)
                .isThrownBy(() -> tried.inverse(tried.target(source), null))
                .withMessage("several source items would yield this item, and nothing tells which it came from");
    }

    @Test
    void inverse_defaultedValue_isTakenOutOnlyWhereTheSourceGoesWithoutIt() {
        Case tried =
                new Case(definition("Old: {partitionKey: {PK: S}, sortKey: {SK: S}}", "{default: {Name: \"Ann\"}}"));
        SourceItem with = new SourceItem("Old", item(ITEM));
        SourceItem without = new SourceItem("Old", item(ITEM).without("Name"));

        assertThat(tried.inverse(tried.target(with), with).item()).isEqualTo(with.item());
        assertThat(tried.inverse(tried.target(without), without).item()).isEqualTo(without.item());
        assertThat(tried.inverse(tried.target(without), null).item()).isEqualTo(with.item());
    }

    @Test
    void inverse_itemWithoutWhatADefaultGives_isCarriedBackWithoutIt() {
        Case tried = new Case(definition("Old: {partitionKey: {PK: S}, sortKey: {SK: S}}", "{default: {Labels: []}}"));
        SourceItem source = new SourceItem("Old", item(ITEM));
        TargetItem lacking = new TargetItem("New", tried.target(source).item().without("Labels"));

        assertThat(tried.inverse(lacking, source).item()).isEqualTo(source.item());
    }

    @Test
    void inverse_itemOfATableThatIsNotFollowed_isNothing() {
        Case tried = new Case(definition(
                "Old: {partitionKey: {PK: S}, sortKey: {SK: S}}", "{to: [New, Also], set: {X: \"${Name}\"}}"));
        SourceItem source = new SourceItem("Old", item(ITEM));
        Item other = tried.target(source).item();

        assertThat(tried.inverse.inverse(new TargetItem("Also", other), source)).isEmpty();
        assertThat(tried.inverse.inverse(new TargetItem("New", other), source)).isPresent();
    }

    @Test
    void inverse_changedMapFromWhichAnEntryWasRemoved_getsTheEntryBack() {
        Case tried = new Case(definition("Old: {partitionKey: {PK: S}, sortKey: {SK: S}}", "{remove: [address.zip]}"));
        SourceItem source = new SourceItem("Old", item(ITEM));
        Item moved = item("{\"address\":{\"M\":{\"city\":{\"S\":\"Basle\"}}}}");
        TargetItem changed = new TargetItem(
                "New",
                tried.target(source).item().with("address", moved.get("address").orElseThrow()));

        assertThat(tried.inverse(changed, source)
                        .item()
                        .get("address")
                        .orElseThrow()
                        .m())
                .containsOnlyKeys("city", "zip")
                .containsEntry("city", moved.get("address").orElseThrow().m().get("city"));
    }

    /** One definition with its rules and their inverse. */
    private record Case(RuleTransformer rules, DerivedInverse inverse) {
        Case(MigrationDefinition definition) {
            this(
                    new RuleTransformer(
                            ((TransformDefinition.Rules) definition.transform()).rules(),
                            definition.target().tables().keySet()),
                    derived(definition));
        }

        TargetItem target(SourceItem source) {
            TargetWrite write = rules.transform(source).get(0);
            return new TargetItem(write.table(), write.item());
        }

        SourceWrite inverse(TargetItem target, @Nullable SourceItem present) {
            return inverse.inverse(target, present).orElseThrow();
        }
    }

    private static List<Invertibility> verdicts(MigrationDefinition definition) {
        return derived(definition).verdicts();
    }

    private static DerivedInverse derived(MigrationDefinition definition) {
        Map<String, KeySchema> sources = new LinkedHashMap<>();
        definition
                .source()
                .tables()
                .keySet()
                .forEach(table -> sources.put(
                        table,
                        definition
                                .source()
                                .shapeOf(table)
                                .map(TableDefinition::key)
                                .orElseThrow()));
        Map<String, KeySchema> targets = new LinkedHashMap<>();
        definition.target().tables().forEach((table, shape) -> targets.put(table, shape.key()));
        return new DerivedInverse(((TransformDefinition.Rules) definition.transform()).rules(), sources, targets);
    }

    private static MigrationDefinition definition(String sources, String rules) {
        String also = rules.contains("to:") ? ", Also: {partitionKey: {PK: S}, sortKey: {SK: S}}" : "";
        return MigrationLoader.parse(
                "a.yaml",
                "name: a\nsource: {tables: {" + sources + "}}\n"
                        + "target: {tables: {New: {partitionKey: {PK: S}, sortKey: {SK: S}}" + also + "}}\n"
                        + "transform: {rules: [" + rules + "]}\n");
    }

    private static Item item(String json) {
        return DynamoDbJson.parse(json, 1);
    }
}

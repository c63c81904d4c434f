package io.touchstream.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.definition.TransformDefinition;
import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import io.touchstream.item.RandomItems;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.Transformation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tries the rules as a definition states them. */
class RuleTransformerTest {
    private static final String PREAMBLE =
            "name: a\nsource: {tables: [Old, Older]}\ntarget: {tables: {New: {partitionKey: {PK: S}}%s}}\n";
    private static final String ITEM = """
            {"PK":{"S":"p"},"Type":{"S":"Issue"},"Number":{"N":"1.2E+1"},"Price":{"N":"-1.50"},"Empty":{"S":""},
            "Nil":{"NULL":true},"Yes":{"BOOL":true},"Tags":{"SS":["b","a"]},"Sizes":{"NS":["1","2"]},"Bin":{"B":"YWI="},
            "Bins":{"BS":["YQ=="]},"address":{"M":{"city":{"S":"Berne"},"zip":{"N":"3000"}}},"a.b":{"S":"dotted"},
            "a":{"M":{"b":{"S":"nested"},"c":{"S":"keep"}}},"lines":{"L":[{"M":{"sku":{"S":"x1"}}},{"N":"7"}]},
            "At":{"S":"2026-11-20T23:30:15.999+01:00"},"Day":{"S":"2026-11-20"},"Local":{"S":"2026-11-20T00:00:01"},
            "Epoch":{"N":"1795176000"},"Half":{"S":"1.5"},"Far":{"N":"999999999999999"},"Thirty":{"N":"30"},
            "Huge":{"S":"1E+1000000000"},"Odd":{"S":" Ä#ß#x "},"Pair":{"S":"😀é#"}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Type: Issue|true",
                "Type: issue|false",
                "Type: [A, Issue]|true",
                "Type: [A, B]|false",
                "Number: 12|true",
                "Number: 12.0|true",
                "Number: \"12\"|false",
                "Number: [1, 12]|true",
                "Yes: true|true",
                "Yes: \"true\"|false",
                "Nil: null|true",
                "Missing: null|false",
                "Missing: {exists: false}|true",
                "Missing: {exists: true}|false",
                "Nil: {exists: true}|true",
                "Missing: {ne: x}|true",
                "Missing: {lt: x}|false",
                "Missing: {contains: x}|false",
                "Missing: {beginsWith: \"\"}|false",
                "Missing: {between: [a, b]}|false",
                "Missing: [x]|false",
                "Type: {ne: Issue}|false",
                "Type: {ne: 5}|true",
                "Number: {gt: 9}|true",
                "Number: {gt: \"9\"}|false",
                "Number: {lt: \"9\"}|false",
                "Number: {ge: 12, le: 12.0}|true",
                "Number: {ge: 12, lt: 12}|false",
                "Price: {lt: -1.4}|true",
                "Price: {le: -1.6}|false",
                "Price: {between: [-2, -1.5]}|true",
                "Type: {between: [A, J]}|true",
                "Type: {between: [J, K]}|false",
                "Type: {beginsWith: Iss}|true",
                "Type: {beginsWith: sue}|false",
                "Number: {beginsWith: \"1\"}|false",
                "Bin: {beginsWith: {literal: {B: YQ==}}}|true",
                "Bin: {beginsWith: {literal: {B: Yg==}}}|false",
                "Bin: {literal: {B: YWI=}}|true",
                "Bin: {gt: {literal: {B: YQ==}}}|true",
                "Type: {contains: su}|true",
                "Type: {contains: SU}|false",
                "Tags: {contains: a}|true",
                "Tags: {contains: c}|false",
                "Sizes: {contains: 2.0}|true",
                "Sizes: {contains: \"2\"}|false",
                "Bins: {contains: {literal: {B: YQ==}}}|true",
                "lines: {contains: 7}|true",
                "Tags: {literal: {SS: [a, b]}}|true",
                "address.city: Berne|true",
                "address.town: Berne|false",
                "address.city.x: Berne|false",
                "a.b: dotted|true",
                "a.b: nested|false",
                "a.c: keep|true",
                "\"lines[0].sku\": x1|true",
                "\"lines[1]\": 7|true",
                "\"lines[2]\": 7|false",
                "a..b: x|false",
                "Pair: {gt: z}|true",
                "Pair: {gt: \"\uFF5E\"}|true"
            })
    void when_condition_holdsOrNot(String condition, boolean expected) {
        String definition = PREAMBLE.formatted("") + "transform: {rules: [{when: {" + condition + "}, drop: true}]}";

        assertThat(transformer(definition).labelFor(source(ITEM)).equals("rule 1"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"I#${Type}#${Number}\"|{\"S\":\"I#Issue#12\"}",
                "\"${Price}\"|{\"S\":\"-1.5\"}",
                "\"${address.city}/${address.zip}\"|{\"S\":\"Berne/3000\"}",
                "\"${Missing:-OPEN}${Empty:-E}${Nil:-N}\"|{\"S\":\"OPENEN\"}",
                "\"${Missing:-}x\"|{\"S\":\"x\"}",
                "\"[${Empty}]\"|{\"S\":\"[]\"}",
                "\"$${Type} $5 $\"|{\"S\":\"${Type} $5 $\"}",
                "\"${a.b} ${lines[0].sku}\"|{\"S\":\"dotted x1\"}",
                "\"12\"|{\"S\":\"12\"}",
                "12.50|{\"N\":\"12.5\"}",
                "0x1F|{\"N\":\"31\"}",
                "true|{\"BOOL\":true}",
                "NO|{\"S\":\"NO\"}",
                "null|{\"NULL\":true}",
                "[1, \"${Type}\"]|{\"L\":[{\"N\":\"1\"},{\"S\":\"Issue\"}]}",
                "{x: \"${Type}\", y: {z: false}}|{\"M\":{\"x\":{\"S\":\"Issue\"},\"y\":{\"M\":{\"z\":{\"BOOL\":false}}}}}",
                "{map: {lower: A}}|{\"M\":{\"lower\":{\"S\":\"A\"}}}",
                "{literal: {S: \"${x}\"}}|{\"S\":\"${x}\"}",
                "{literal: {N: \"012\"}}|{\"N\":\"12\"}",
                "{literal: {NS: [1, \"2.5\"]}}|{\"NS\":[\"1\",\"2.5\"]}",
                "{literal: {B: YQ==}}|{\"B\":\"YQ==\"}",
                "{literal: {BS: [YQ==]}}|{\"BS\":[\"YQ==\"]}",
                "{literal: {NULL: true}}|{\"NULL\":true}",
                "{literal: {M: {k: {L: [{BOOL: true}]}}}}|{\"M\":{\"k\":{\"L\":[{\"BOOL\":true}]}}}",
                "{from: Tags}|{\"SS\":[\"a\",\"b\"]}",
                "{from: address.zip}|{\"N\":\"3000\"}",
                "{from: Missing, default: 5}|{\"N\":\"5\"}",
                "{from: Missing, default: {from: Number}}|{\"N\":\"12\"}",
                "{lower: \"${Odd}\"}|{\"S\":\" ä#ß#x \"}",
                "{upper: {trim: \"${Odd}\"}}|{\"S\":\"Ä#SS#X\"}",
                "{lower: \"TITLE\"}|{\"S\":\"title\"}",
                "{pad: {value: \"${Number}\", width: 8}}|{\"S\":\"00000012\"}",
                "{pad: {value: {from: Number}, width: 2}}|{\"S\":\"12\"}",
                "{pad: {value: \"${Price}\", width: 6, with: \" \"}}|{\"S\":\"  -1.5\"}",
                "{substring: {value: \"${Type}\", start: 1, length: 2}}|{\"S\":\"ss\"}",
                "{substring: {value: \"${Type}\", start: 3, length: 9}}|{\"S\":\"ue\"}",
                "{substring: {value: \"${Pair}\", start: 1, length: 1}}|{\"S\":\"é\"}",
                "{substring: {value: \"${Type}\"}}|{\"S\":\"Issue\"}",
                "{split: {value: \"a.b.c\", by: \".\", part: 1}}|{\"S\":\"b\"}",
                "{split: {value: \"${Pair}\", by: \"#\", part: -1}}|{\"S\":\"\"}",
                "{dateToEpoch: \"${At}\"}|{\"N\":\"1795213815\"}",
                "{dateToEpoch: {value: {from: At}, unit: millis}}|{\"N\":\"1795213815999\"}",
                "{dateToEpoch: \"${Day}\"}|{\"N\":\"1795132800\"}",
                "{dateToEpoch: \"${Local}\"}|{\"N\":\"1795132801\"}",
                "{dateToEpoch: \"1969-12-31T23:59:59.5Z\"}|{\"N\":\"-1\"}",
                "{epochToDate: \"${Epoch}\"}|{\"S\":\"2026-11-20T12:00:00Z\"}",
                "{epochToDate: {value: {from: Epoch}, unit: millis}}|{\"S\":\"1970-01-21T18:39:36.000Z\"}",
                "{toNumber: \"1E+2\"}|{\"N\":\"100\"}",
                "{toText: {from: Number}}|{\"S\":\"12\"}",
                "{concat: [\"${Type}\", {upper: \"-x\"}]}|{\"S\":\"Issue-X\"}"
            })
    void set_value_givesTheAttribute(String value, String expected) {
        Item result = transformed("{set: {Result: " + value + "}}");

        assertThat(DynamoDbJson.writeCanonical(Item.of(
                        Map.of("R", Objects.requireNonNull(result.attributes().get("Result"))))))
                .isEqualTo("{\"R\":" + expected + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"${Missing}\"|attribute Missing is missing and there is no fallback",
                "\"${address.town}\"|attribute address.town is missing and there is no fallback",
                "\"${Tags}\"|attribute Tags: a value of type SS has no text, only S and N have",
                "\"${Yes:-x}\"|attribute Yes: a value of type BOOL has no text, only S and N have",
                "\"${Nil}\"|attribute Nil: a value of type NUL has no text, only S and N have",
                "\"${Bin}\"|attribute Bin: a value of type B has no text, only S and N have",
                "{from: Missing}|attribute Missing is missing and there is no default",
                "{lower: {from: address}}|a value of type M has no text, only S and N have",
                "{pad: {value: \"${Number}\", width: 1}}|a text to be padded is longer than the width of 1",
                "{pad: {value: \"${Price}\", width: 9}}|a number to be padded with zeros is negative or has a fraction",
                "{pad: {value: \"${Half}\", width: 9}}|a number to be padded with zeros is negative or has a fraction",
                "{substring: {value: \"${Type}\", start: 5}}|a text ends before the substring's start at 5",
                "{split: {value: \"${Type}\", by: \"#\", part: 1}}|a text has 1 parts, part 1 is asked for",
                "{split: {value: \"${Type}\", by: \"#\", part: -2}}|a text has 1 parts, part -2 is asked for",
                "{dateToEpoch: \"${Type}\"}|a text is not an ISO-8601 date or time",
                "{dateToEpoch: \"2026-02-${Thirty}\"}|a text is not an ISO-8601 date or time",
                "{epochToDate: \"${Price}\"}|a time since 1970 is not a whole number of at most 15 digits",
                "{epochToDate: \"${Far}\"}|a time since 1970 is outside the years 0 to 9999",
                "{toNumber: \"${Type}\"}|a text is not a number that DynamoDB can hold",
                "{toNumber: \"${Huge}\"}|a text is not a number that DynamoDB can hold"
            })
    void set_valueThatCannotBe_namesRuleAndAttributeOnly(String value, String expected) {
        assertThatExceptionOfType(TransformException.class)
                .isThrownBy(() -> transformed("{set: {Result: " + value + "}}"))
                .withMessage("rule 1: set Result: " + expected);
    }

    @Test
    void changes_allKinds_readTheSourceAndApplyInOrder() {
        Item result = transformed(
                "{rename: {Type: Kind, Missing: Never}, remove: [Kind, Odd, address.zip, \"lines[0]\", a.b],"
                        + " set: {Type2: \"${Type}\", Copy: {from: Odd}}, default: {Kind: again, Number: 5, Type: \"${Type}\"}}");

        assertThat(result.has("Odd")).isFalse();
        assertThat(result.get("Type2"))
                .hasValueSatisfying(value -> assertThat(value.s()).isEqualTo("Issue"));
        assertThat(result.get("Copy")).isEqualTo(source(ITEM).item().get("Odd"));
        assertThat(result.get("Kind"))
                .hasValueSatisfying(value -> assertThat(value.s()).isEqualTo("again"));
        assertThat(result.get("Number")).isEqualTo(source(ITEM).item().get("Number"));
        assertThat(result.get("Type"))
                .hasValueSatisfying(value -> assertThat(value.s()).isEqualTo("Issue"));
        assertThat(result.get("address"))
                .hasValueSatisfying(value -> assertThat(value.m()).containsOnlyKeys("city"));
        assertThat(result.get("lines"))
                .hasValueSatisfying(value -> assertThat(value.l()).hasSize(1));
        assertThat(result.has("a.b")).isFalse();
        assertThat(result.get("a")).isEqualTo(source(ITEM).item().get("a"));
        assertThat(result.has("Never")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "l[0], l[1]|{\"L\":[{\"S\":\"c\"},{\"L\":[{\"N\":\"1\"},{\"N\":\"2\"},{\"N\":\"3\"}]},{\"M\":{\"x\":{\"N\":\"4\"},\"y\":{\"N\":\"5\"}}}]}",
                "l[2], l[0], l[1], l[4]|{\"L\":[{\"L\":[{\"N\":\"1\"},{\"N\":\"2\"},{\"N\":\"3\"}]}]}",
                "l[3], l[4], l[0], l[0]|{\"L\":[{\"S\":\"b\"},{\"S\":\"c\"}]}",
                "l[0], l[1], l[2], l[3][0], l[3][2], l[4].x|{\"L\":[{\"L\":[{\"N\":\"2\"}]},{\"M\":{\"y\":{\"N\":\"5\"}}}]}",
                "l[0], l[1], l[2], l[3][9], l[4].z, l[9]|{\"L\":[{\"L\":[{\"N\":\"1\"},{\"N\":\"2\"},{\"N\":\"3\"}]},{\"M\":{\"x\":{\"N\":\"4\"},\"y\":{\"N\":\"5\"}}}]}",
                "l[3], l[3][0], l[3][0], l[0], l[1], l[4].x, l[4].y|{\"L\":[{\"S\":\"c\"},{\"M\":{}}]}",
                "l[0], l[1], l[2], l[3], l[4]|{\"L\":[]}",
            })
    void remove_severalElements_leadIntoTheItemAsItWasBefore(String paths, String expected) {
        Item before = DynamoDbJson.parse(
                "{\"PK\":{\"S\":\"p\"},\"l\":{\"L\":[{\"S\":\"a\"},{\"S\":\"b\"},{\"S\":\"c\"},"
                        + "{\"L\":[{\"N\":\"1\"},{\"N\":\"2\"},{\"N\":\"3\"}]},{\"M\":{\"x\":{\"N\":\"4\"},\"y\":{\"N\":\"5\"}}}]}}",
                1);
        String rule = "{remove: [\"" + paths.replace(", ", "\", \"") + "\"]}";

        List<TargetWrite> writes = transformer(PREAMBLE.formatted("") + "transform: {rules: [" + rule + "]}")
                .transform(new SourceItem("Old", before));

        assertThat(DynamoDbJson.writeCanonical(writes.get(0).item()))
                .isEqualTo("{\"PK\":{\"S\":\"p\"},\"l\":" + expected + "}");
    }

    @Test
    void remove_twiceWhereTheWholeTextIsAnAttribute_leavesTheNestedOne() {
        Item result = transformed("{remove: [a.b, a.b]}");

        assertThat(result.has("a.b")).isFalse();
        assertThat(result.get("a")).isEqualTo(source(ITEM).item().get("a"));
    }

    @Test
    void functions_inAnotherLocale_giveTheSame() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-u-nu-arab"));
        try {
            Item result = transformed("{set: {A: {lower: TITLE}, B: {upper: title},"
                    + " C: {epochToDate: \"${Epoch}\"}, D: {pad: {value: \"${Number}\", width: 4}}}}");

            assertThat(List.of("A", "B", "C", "D"))
                    .extracting(name -> result.get(name).orElseThrow().s())
                    .containsExactly("title", "TITLE", "2026-11-20T12:00:00Z", "0012");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void set_textLongerThanAnItem_isNotBuilt() {
        String references = "${Type}".repeat(100_000);

        for (String value : List.of(
                "'" + references + "'",
                "{concat: ['" + "x".repeat(300_000) + "${Type}', '" + "y".repeat(300_000) + "']}")) {
            assertThatExceptionOfType(TransformException.class)
                    .isThrownBy(() -> transformed("{set: {Out: " + value + "}}"))
                    .withMessage("rule 1: set Out: a text would be longer than an item can be");
        }
    }

    @Test
    void rename_swap_tradesNames() {
        Item result = transformed("{rename: {Number: Price, Price: Number}}");

        assertThat(result.get("Number")).isEqualTo(source(ITEM).item().get("Price"));
        assertThat(result.get("Price")).isEqualTo(source(ITEM).item().get("Number"));
    }

    @Test
    void rename_ontoAnotherAttribute_isAnError() {
        assertThatExceptionOfType(TransformException.class)
                .isThrownBy(() -> transformed("{rename: {Number: Price}}"))
                .withMessage("rule 1: rename Number: the item has an attribute Price already");
    }

    @Test
    void rules_severalTablesAndSources_firstThatAppliesDecides() {
        RuleTransformer transformer = transformer(PREAMBLE.formatted(", Two: {partitionKey: {PK: S}}")
                + "transform: {rules: [{from: [Older], to: [Two]}, {when: {Type: Issue}, to: [New, Two]},"
                + " {when: {Type: Old}, drop: true}]}");
        Item other = DynamoDbJson.parse("{\"PK\":{\"S\":\"p\"},\"Type\":{\"S\":\"Else\"}}", 1);
        SourceItem dropped = new SourceItem("Old", DynamoDbJson.parse("{\"Type\":{\"S\":\"Old\"}}", 1));

        assertThat(transformer.transform(source(ITEM)))
                .extracting(TargetWrite::table)
                .containsExactly("New", "Two");
        assertThat(transformer.transform(new SourceItem("Older", other)))
                .extracting(TargetWrite::table)
                .containsExactly("Two");
        assertThat(transformer.transform(dropped)).isEmpty();
        assertThat(transformer.labelFor(dropped)).isEqualTo("rule 3");
        assertThatExceptionOfType(TransformException.class)
                .isThrownBy(() -> transformer.transform(new SourceItem("Old", other)))
                .withMessage("no rule applies and there are several target tables");
    }

    @Test
    void transform_noRuleApplies_copiesAnyItemWithoutLoss() {
        long seed = RandomItems.seed();
        RandomItems items = new RandomItems(new Random(seed));
        MigrationDefinition definition = MigrationLoader.parse("a.yaml", PREAMBLE.formatted(""));
        Transformation transformation = Transformation.load(definition);
        for (int round = 0; round < 1000; round++) {
            SourceItem source = new SourceItem("Old", items.item());

            assertThat(transformation.apply(source, 0).images())
                    .as("seed %d round %d", seed, round)
                    .extracting(TargetImage::item)
                    .containsExactly(source.item());
            assertThat(transformation.label(source)).isEqualTo("copied as it is");
        }
    }

    private static Item transformed(String rule) {
        List<TargetWrite> writes = transformer(PREAMBLE.formatted("") + "transform: {rules: [" + rule + "]}")
                .transform(source(ITEM));
        assertThat(writes).hasSize(1);
        return writes.get(0).item();
    }

    private static RuleTransformer transformer(String yaml) {
        MigrationDefinition definition = MigrationLoader.parse("a.yaml", yaml);
        return new RuleTransformer(
                ((TransformDefinition.Rules) definition.transform()).rules(),
                definition.target().tables().keySet());
    }

    private static SourceItem source(String json) {
        return new SourceItem("Old", DynamoDbJson.parse(json, 1));
    }
}

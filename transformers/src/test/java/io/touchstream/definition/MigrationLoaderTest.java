package io.touchstream.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.touchstream.definition.DefinitionCorpus.Broken;
import io.touchstream.definition.SyncDefinition.GuardKind;
import io.touchstream.definition.SyncDefinition.TimeToLivePolicy;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationLoaderTest {
    private static final String LEAST =
            "name: least\nsource: {tables: [Old]}\ntarget: {tables: {New: {partitionKey: {PK: S}}}}\n";

    @TempDir
    private Path folder;

    static List<Broken> broken() {
        return DefinitionCorpus.broken();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void parse_brokenDefinition_tellsLineAndProblem(Broken broken) {
        DefinitionException failure = catchThrowableOfType(
                DefinitionException.class, () -> MigrationLoader.parse("x/migration.yaml", broken.yaml()));

        assertThat(failure).isNotNull();
        String problem = broken.problem().startsWith(":") ? broken.problem().substring(1) : " " + broken.problem();
        assertThat(failure.getMessage())
                .startsWith("x/migration.yaml:" + broken.line() + ":")
                .contains(problem.strip());
        assertThat(failure.getMessage()).doesNotContain("\n", "\r");
    }

    @Test
    void broken_corpus_hasManyCases() {
        assertThat(broken()).hasSizeGreaterThan(100);
    }

    @Test
    void parse_goodDefinitions_loads() {
        assertThat(DefinitionCorpus.good())
                .hasSize(8)
                .allSatisfy(yaml ->
                        assertThat(MigrationLoader.parse("good.yaml", yaml)).isNotNull());
    }

    @Test
    void parse_leastDefinition_takesDefaults() {
        MigrationDefinition definition = MigrationLoader.parse("a.yaml", LEAST);

        assertThat(definition.name()).isEqualTo("least");
        assertThat(definition.source().tables()).containsOnlyKeys("Old");
        assertThat(definition.source().shapeOf("Old")).isEmpty();
        assertThat(definition.transform()).isEqualTo(new TransformDefinition.Rules(List.of(), null));
        assertThat(definition.touch()).isEqualTo(new TouchDefinition("migrate", null, 0, TouchDefinition.Lane.TOUCH));
        assertThat(definition.sync()).isEqualTo(new SyncDefinition(TimeToLivePolicy.PROPAGATE, GuardKind.PROVENANCE));
    }

    @Test
    void parse_everyKey_mapsToTheModel() {
        MigrationDefinition definition =
                MigrationLoader.parse("a.yaml", DefinitionCorpus.good().get(2));
        TableDefinition table =
                Objects.requireNonNull(definition.target().tables().get("New"));

        assertThat(table.key())
                .isEqualTo(new KeySchema(new KeyAttribute("PK", KeyType.S), new KeyAttribute("SK", KeyType.N)));
        assertThat(table.globalSecondaryIndexes().values())
                .extracting(IndexDefinition::projection)
                .containsExactly(new Projection.KeysOnly(), new Projection.Include(List.of("x", "y")));
        assertThat(table.localSecondaryIndexes())
                .containsEntry(
                        "LSI1",
                        new IndexDefinition(
                                new KeySchema(new KeyAttribute("PK", KeyType.S), new KeyAttribute("C", KeyType.N)),
                                new Projection.All()));
        assertThat(table.indexedAttributes()).containsExactly("A", "B", "C", "PK", "SK");
        assertThat(definition.transform())
                .isEqualTo(new TransformDefinition.JavaClass(
                        new ClassReference("com.example.Split$Inner", "a.yaml", 16, "transform.java"),
                        new ClassReference("com.example.Join", "a.yaml", 16, "transform.inverse.java")));
        assertThat(definition.touch().lane()).isEqualTo(TouchDefinition.Lane.COPY);
        assertThat(definition.sync()).isEqualTo(new SyncDefinition(TimeToLivePolicy.SKIP_EXPIRED, GuardKind.LEDGER));
        assertThat(definition.source().shapeOf("Old")).isPresent();
        assertThat(definition.source().shapeOf("Older")).isEmpty();
    }

    @Test
    void parse_capacity_mapsToTheModel() {
        MigrationDefinition definition =
                MigrationLoader.parse("a.yaml", DefinitionCorpus.good().get(5));
        Map<String, TableDefinition> tables = definition.target().tables();

        assertThat(tables.get("OnDemand"))
                .extracting(TableDefinition::capacity, TableDefinition::warmThroughput)
                .containsExactly(new Capacity.OnDemand(), new WarmThroughput(24000, 8000));
        assertThat(tables.get("Provisioned"))
                .extracting(TableDefinition::capacity, TableDefinition::warmThroughput)
                .containsExactly(
                        new Capacity.Provisioned(new Capacity.Scaling(5, 500, 70), new Capacity.Scaling(10, 10, 50)),
                        new WarmThroughput(100, 50));
    }

    @Test
    void parse_noCapacity_isOnDemand() {
        assertThat(MigrationLoader.parse("a.yaml", LEAST).target().tables().values())
                .extracting(TableDefinition::capacity, TableDefinition::warmThroughput)
                .containsExactly(tuple(new Capacity.OnDemand(), null));
    }

    @Test
    void checksum_sameMeaningInAnotherLayout_isTheSame() {
        String other = """
                # comment
                target:
                  tables:
                    "New":
                      partitionKey:
                        'PK': "S"
                source:
                  tables:
                    - Old
                name: 'least'
                """;

        assertThat(checksum(other)).isEqualTo(checksum(LEAST)).hasSize(64);
    }

    @Test
    void checksum_otherGuard_differs() {
        assertThat(List.of(
                        checksum(LEAST),
                        checksum(LEAST + "sync: {guard: provenance}\n"),
                        checksum(LEAST + "sync: {guard: ledger}\n")))
                .doesNotHaveDuplicates();
    }

    @Test
    void checksum_otherRateOrCapacity_isTheSame() {
        assertThat(checksum(LEAST + "touch: {maxWriteUnitsPerSecond: 500}\n")).isEqualTo(checksum(LEAST));
        assertThat(checksum(LEAST + "touch: {lane: copy, maxWriteUnitsPerSecond: 500}\n"))
                .isEqualTo(checksum(LEAST + "touch: {lane: copy}\n"))
                .isNotEqualTo(checksum(LEAST));
        String table = "name: moved\nsource: {tables: [Old]}\ntarget: {tables: {New: {partitionKey: {id: S}%s}}}\n";
        assertThat(
                        checksum(
                                table.formatted(
                                        ", capacity: {mode: onDemand}, warmThroughput: {readUnitsPerSecond: 15000, writeUnitsPerSecond: 5000}")))
                .isEqualTo(checksum(table.formatted("")))
                .isNotEqualTo(checksum(table.formatted(", timeToLive: expires")));
    }

    @Test
    void checksum_otherTypeOrOrder_differs() {
        String rules = LEAST + "transform: {rules: [{when: {A: %s}, drop: true}]}\n";

        assertThat(checksum(rules.formatted("1"))).isEqualTo(checksum(rules.formatted("1.0")));
        assertThat(List.of(
                        checksum(rules.formatted("1")),
                        checksum(rules.formatted("'1'")),
                        checksum(rules.formatted("true")),
                        checksum(rules.formatted("'true'")),
                        checksum(rules.formatted("[1, 2]")),
                        checksum(rules.formatted("[2, 1]"))))
                .doesNotHaveDuplicates();
    }

    @Test
    void checksum_otherNameOrBoolean_differs() {
        String rules = LEAST + "transform: {rules: [{when: {A: %s}, set: {%s: x}}]}\n";

        assertThat(List.of(
                        checksum(rules.formatted("true", "B")),
                        checksum(rules.formatted("false", "B")),
                        checksum(rules.formatted("true", "C"))))
                .doesNotHaveDuplicates();
    }

    @Test
    void parse_timeToLive_isTheTargetTables() {
        MigrationDefinition definition =
                MigrationLoader.parse("a.yaml", LEAST.replace("{PK: S}", "{PK: S}, timeToLive: expires"));

        assertThat(definition.target().tables().values())
                .extracting(TableDefinition::timeToLive)
                .containsExactly("expires");
    }

    @Test
    void parse_inPlace_takesTheVersionAttribute() {
        String inPlace = """
                name: a
                source: {tables: [Old]}
                target: {tables: {Old: {partitionKey: {PK: S}}}}
                transform: {rules: [{set: {x: y}}]}
                """;

        assertThat(MigrationLoader.parse("a.yaml", inPlace).inPlace())
                .isEqualTo(new InPlaceDefinition("schemaVersion"));
        assertThat(MigrationLoader.parse("a.yaml", inPlace + "inPlace: {}\n").inPlace())
                .isEqualTo(new InPlaceDefinition("schemaVersion"));
        assertThat(MigrationLoader.parse("a.yaml", inPlace + "inPlace: {versionAttribute: v}\n")
                        .inPlace())
                .isEqualTo(new InPlaceDefinition("v"));
        assertThat(MigrationLoader.parse("a.yaml", LEAST).inPlace()).isNull();
    }

    @Test
    void load_folderOrFile_readsTheSame() throws IOException {
        Path file = Files.writeString(folder.resolve("migration.yaml"), LEAST);

        assertThat(MigrationLoader.load(folder)).isEqualTo(MigrationLoader.load(file));
    }

    @Test
    void load_missingFile_saysSo() {
        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> MigrationLoader.load(folder))
                .withMessage(folder.resolve("migration.yaml") + ": no such file");
    }

    @Test
    void load_tooLargeFile_isRefused() throws IOException {
        Files.writeString(folder.resolve("migration.yaml"), "#".repeat(MigrationLoader.MAXIMUM_FILE_BYTES + 1));

        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> MigrationLoader.load(folder))
                .withMessageEndingWith("migration.yaml: larger than 1048576 bytes");
    }

    @Test
    void load_notUtf8_isRefused() throws IOException {
        Files.write(folder.resolve("migration.yaml"), "name: é".getBytes(StandardCharsets.ISO_8859_1));

        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> MigrationLoader.load(folder))
                .withMessageEndingWith("migration.yaml: not valid UTF-8");
    }

    @Test
    void parse_deepNesting_isRefused() {
        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> MigrationLoader.parse("a.yaml", "[".repeat(200_000)))
                .withMessage("a.yaml:1: nested more than 50 levels deep");
    }

    @Test
    void parse_aliasBomb_isRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int level = 1; level < 6; level++) {
            String alias = "*a" + (level - 1);
            bomb.append("a%d: &a%d [%s]\n"
                    .formatted(
                            level,
                            level,
                            String.join(
                                    ", ",
                                    List.of(alias, alias, alias, alias, alias, alias, alias, alias, alias, alias))));
        }

        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> MigrationLoader.parse("a.yaml", bomb.toString()))
                .withMessageContaining("more than 100000 values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[*a%d]", "{x: *a%d}"})
    void parse_deepNestingByAliases_isRefused(String around) {
        StringBuilder chain = new StringBuilder("a0: &a0 x\n");
        for (int level = 1; level <= 60; level++) {
            chain.append("a%d: &a%d %s\n".formatted(level, level, around.formatted(level - 1)));
        }

        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> MigrationLoader.parse("a.yaml", chain.toString()))
                .withMessageContaining("nested more than 50 levels deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\UFFFFFFFF", "\\U00110000", "\\UD8000000"})
    void parse_escapeThatIsNoCharacter_isRefused(String escape) {
        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> MigrationLoader.parse("a.yaml", "name: \"" + escape + "\"\n"))
                .withMessageStartingWith("a.yaml:1: not valid YAML");
    }

    @Test
    void parse_longClassName_isRefusedInOneShortLine() {
        for (int length : List.of(251, 100_000)) {
            assertThatExceptionOfType(DefinitionException.class)
                    .isThrownBy(() -> MigrationLoader.parse(
                            "a.yaml", LEAST + "transform: {java: a" + ".a".repeat(length) + "}\n"))
                    .withMessageContaining("expected the name of a class")
                    .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(300));
        }
    }

    @Test
    void parse_pathOfManySteps_loads() {
        String path = "a" + "[0]".repeat(100_000) + ".b".repeat(100_000);

        assertThat(MigrationLoader.parse("a.yaml", LEAST + "transform: {rules: [{remove: ['" + path + "']}]}\n"))
                .isNotNull();
    }

    @Test
    void parse_manyKnownTables_listsSomeOfThem() {
        StringBuilder tables = new StringBuilder();
        for (int table = 0; table < 1000; table++) {
            tables.append("    Table").append(table).append(": {partitionKey: {PK: S}}\n");
        }
        String yaml =
                "name: a\nsource: {tables: [Old]}\ntransform: {rules: [{to: [Zzzzzzzzzzzzzz]}]}\ntarget:\n  tables:\n";

        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> MigrationLoader.parse("a.yaml", yaml + tables))
                .withMessageEndingWith("Table19 and 980 more");
    }

    @Test
    void parse_longNames_areCutInMessages() {
        String name = "x".repeat(100_000);

        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> MigrationLoader.parse(
                        "a.yaml", LEAST + "transform: {rules: [{rename: {a: " + name + ", b: " + name + "}}]}\n"))
                .withMessageContaining("another attribute is renamed to xxx")
                .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(1000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../x", "-v", "_a", "a/b", "a\\b", "/tmp/x"})
    void parse_nameThatIsAPathOrAnOption_isRefused(String name) {
        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> MigrationLoader.parse("a.yaml", LEAST.replace("least", "'" + name + "'")))
                .withMessageContaining("expected a name of 1 to 100 characters");
    }

    private static String checksum(String yaml) {
        return MigrationLoader.parse("a.yaml", yaml).checksum();
    }
}

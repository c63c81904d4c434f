package io.touchstream.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.touchstream.definition.DefinitionCorpus.Broken;
import io.touchstream.definition.SyncDefinition.TimeToLivePolicy;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
                .hasSize(5)
                .allSatisfy(yaml ->
                        assertThat(MigrationLoader.parse("good.yaml", yaml)).isNotNull());
    }

    @Test
    void parse_leastDefinition_takesDefaults() {
        MigrationDefinition definition = MigrationLoader.parse("a.yaml", LEAST);

        assertThat(definition.name()).isEqualTo("least");
        assertThat(definition.source().tables()).containsOnlyKeys("Old");
        assertThat(definition.source().shapeOf("Old")).isEmpty();
        assertThat(definition.transform()).isEqualTo(new TransformDefinition.Rules(List.of()));
        assertThat(definition.touch()).isEqualTo(new TouchDefinition("migrate", null, 0, TouchDefinition.Lane.TOUCH));
        assertThat(definition.sync()).isEqualTo(new SyncDefinition(TimeToLivePolicy.PROPAGATE));
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
        assertThat(definition.transform()).isEqualTo(new TransformDefinition.JavaClass("com.example.Split$Inner"));
        assertThat(definition.touch().lane()).isEqualTo(TouchDefinition.Lane.COPY);
        assertThat(definition.sync().timeToLive()).isEqualTo(TimeToLivePolicy.SKIP_EXPIRED);
        assertThat(definition.source().shapeOf("Old")).isPresent();
        assertThat(definition.source().shapeOf("Older")).isEmpty();
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

    @Test
    void parse_mutatedDefinitions_loadOrTellOneLine() {
        long seed = Long.getLong("touchstream.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> good = DefinitionCorpus.good();
        for (int round = 0; round < 2000; round++) {
            String mutated = mutated(good.get(random.nextInt(good.size())), random);
            try {
                MigrationLoader.parse("m.yaml", mutated);
            } catch (DefinitionException failure) {
                assertThat(failure.getMessage())
                        .as("seed %d round %d", seed, round)
                        .matches("m\\.yaml:[0-9]+: .+")
                        .hasSizeLessThan(1000);
            }
        }
    }

    private static String mutated(String yaml, Random random) {
        String pieces = "{}[]:,-#&*!|>'\"%@`~?\n\t 0aA$\\\u0000\u0085\uD83D";
        StringBuilder text = new StringBuilder(yaml);
        for (int change = random.nextInt(4); change >= 0; change--) {
            int position = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(position);
                case 1 -> text.insert(position, pieces.charAt(random.nextInt(pieces.length())));
                case 2 -> text.setCharAt(position, pieces.charAt(random.nextInt(pieces.length())));
                default -> text.delete(position, Math.min(text.length() - 1, position + random.nextInt(40)));
            }
        }
        return text.toString();
    }

    private static String checksum(String yaml) {
        return MigrationLoader.parse("a.yaml", yaml).checksum();
    }
}

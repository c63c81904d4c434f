package io.touchstream.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import io.touchstream.transform.SourceItem;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkedMigrationsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static List<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("."))) {
            return files.filter(file -> Files.exists(file.resolve("migration.yaml")))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void folders_ofTheProject_areThirteen() throws IOException {
        assertThat(folders()).hasSize(13);
    }

    @ParameterizedTest
    @MethodSource("folders")
    void definition_ofAWorkedMigration_loadsAndIsNamedAfterItsFolder(Path folder) {
        MigrationDefinition definition = MigrationLoader.load(folder);

        assertThat(folder.getFileName()).hasToString(definition.name());
        assertThat(folder.resolve("README.md")).isNotEmptyFile();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void samples_transformed_yieldEveryExpectedItem(Path folder) throws IOException {
        Map<TargetKey, Item> yielded = yielded(folder);

        List<String> lines = Files.readAllLines(folder.resolve("expected.jsonl"));
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            JsonNode expected = MAPPER.readTree(line);
            Item item = DynamoDbJson.parse(expected.get("Item").toString(), 1);
            String table = expected.get("table").asText();
            assertThat(yielded.entrySet().stream()
                            .filter(image -> image.getKey().table().equals(table))
                            .map(image -> DynamoDbJson.writeCanonical(image.getValue())))
                    .contains(DynamoDbJson.writeCanonical(item));
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void samples_transformed_shareNoTargetKey(Path folder) throws IOException {
        assertThat(yielded(folder)).isNotEmpty();
    }

    private static Map<TargetKey, Item> yielded(Path folder) throws IOException {
        MigrationDefinition definition = MigrationLoader.load(folder);
        Transformation transformation = Transformation.load(definition);
        Map<TargetKey, Item> yielded = new HashMap<>();
        for (String table : definition.source().tables().keySet()) {
            Path own = folder.resolve("items-" + table + ".jsonl");
            for (String line : Files.readAllLines(Files.exists(own) ? own : folder.resolve("items.jsonl"))) {
                Item item = DynamoDbJson.parse(line, 1);
                for (TargetImage image :
                        transformation.apply(new SourceItem(table, item), 0).images()) {
                    assertThat(yielded.put(image.key(), image.item())).isNull();
                }
            }
        }
        return yielded;
    }
}

package io.touchstream.operator.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.FileImageStore;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user's own items become the source table of a rehearsal. */
class SourceSeedingIT {
    private static final String YAML = """
            name: seeding
            source: {tables: {Old: {partitionKey: {id: S}, timeToLive: ttl}}}
            target: {tables: {New: {partitionKey: {id: S}}}}
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void seed_itemsThatExpireMeanwhile_areLeftOut() throws IOException {
        long now = Instant.now().getEpochSecond();
        List<String> lines = List.of(
                "\uFEFF{\"id\":{\"S\":\"gone\"},\"ttl\":{\"N\":\"" + (now - 60) + "\"}}",
                "{\"id\":{\"S\":\"going\"},\"ttl\":{\"N\":\"" + (now + 60) + "\"}}",
                "{\"id\":{\"S\":\"staying\"},\"ttl\":{\"N\":\"" + (now + 86_400) + "\"}}",
                "{\"id\":{\"S\":\"plain\"}}");

        assertThat(seed(lines)).isEqualTo(2);
    }

    @Test
    void seed_lineWithoutTheTablesKey_isNamed() {
        List<String> lines = List.of("{\"id\":{\"S\":\"1\"}}", "{\"id\":{\"N\":\"2\"}}");

        assertThatThrownBy(() -> seed(lines))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("items.jsonl: line 2: ");
    }

    private long seed(List<String> lines) throws IOException {
        Path file = Files.write(folder.resolve("items.jsonl"), lines);
        RehearsalOptions options = new RehearsalOptions(folder, Map.of("Old", file), null, 10, 1, false);
        try (EmbeddedDynamoDb database = EmbeddedDynamoDb.start();
                Workspace workspace = new Workspace(
                        new Connection(database.endpoint(), "eu-west-1", null),
                        MigrationLoader.parse("migration.yaml", YAML),
                        new FileImageStore(folder))) {
            return new SourceSeeding(workspace, options, new Progress(System.err, false), new Stop())
                    .seed("Old")
                    .items();
        }
    }
}

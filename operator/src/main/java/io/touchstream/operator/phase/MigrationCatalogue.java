package io.touchstream.operator.phase;

import io.touchstream.definition.DefinitionException;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.History;
import io.touchstream.protocol.control.History.Entry;
import io.touchstream.protocol.control.PhaseState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** Finds the migrations of an account and region, or of an endpoint, by their control tables. */
public final class MigrationCatalogue {
    private final DynamoDbClient client;
    private final Path folders;

    /**
     * Creates the catalogue.
     *
     * @param folders where migrations' folders are; may be missing
     */
    public MigrationCatalogue(DynamoDbClient client, Path folders) {
        this.client = client;
        this.folders = folders;
    }

    /** Describes all migrations, in the order of their names. */
    public List<Map<String, Object>> all() {
        Map<String, Path> known = known();
        List<Map<String, Object>> migrations = new ArrayList<>();
        client.listTablesPaginator().tableNames().stream()
                .filter(table -> ControlTable.migrationOf(table).isPresent())
                .sorted()
                .forEach(table -> describe(table, known).ifPresent(migrations::add));
        return migrations;
    }

    private Optional<Map<String, Object>> describe(String table, Map<String, Path> known) {
        String migration = ControlTable.migrationOf(table).orElseThrow();
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("migration", migration);
        try {
            ControlTable control = new ControlTable(client, table);
            if (!control.isOne()) {
                return Optional.empty();
            }
            put(described, control);
        } catch (DynamoDbException refusal) {
            // Deleted meanwhile, or not ours to read: the others are listed all the same.
            described.put("unreadable", String.valueOf(refusal.awsErrorDetails().errorCode()));
        }
        Path folder = known.get(migration);
        if (folder != null) {
            described.put("folder", folder.toString());
        }
        return Optional.of(described);
    }

    private static void put(Map<String, Object> described, ControlTable control) {
        PhaseState state = PhaseReader.read(control, Optional.empty());
        described.put("phase", state.phase().label());
        if (state.since() != null) {
            described.put("since", state.since().toString());
        }
        if (state.failure() != null) {
            described.put("failure", state.failure().cause());
        }
        new History(control).latest().ifPresent((Entry last) -> {
            described.put("lastAt", last.at().toString());
            described.put("lastWho", last.who());
            described.put("lastCommand", last.command());
        });
    }

    private Map<String, Path> known() {
        Map<String, Path> known = new TreeMap<>();
        if (!Files.isDirectory(folders)) {
            return known;
        }
        try (Stream<Path> entries = Files.list(folders)) {
            entries.filter(Files::isDirectory)
                    .forEach(folder -> nameOf(folder).ifPresent(name -> known.put(name, folder)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return known;
    }

    /** What is no definition, or one with a mistake, names no migration that could have been begun. */
    private static Optional<String> nameOf(Path folder) {
        try {
            return Optional.of(MigrationLoader.load(folder)).map(MigrationDefinition::name);
        } catch (DefinitionException mistake) {
            return Optional.empty();
        }
    }
}

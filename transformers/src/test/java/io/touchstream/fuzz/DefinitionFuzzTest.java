package io.touchstream.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.DefinitionException;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import io.touchstream.item.RandomItems;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.Transformation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Breaks every definition of {@code migrations/}: each loads or tells one clear line, and what loads can be applied. */
class DefinitionFuzzTest {
    private static final int CASES = 10_000;
    private static final int LONGEST_MESSAGE = 1000;
    private static final Path MIGRATIONS = Path.of("..", "migrations");

    private final List<String> definitions = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private final AtomicInteger loaded = new AtomicInteger();

    @TempDir
    private Path folder;

    @Test
    void load_mutatedDefinitions_loadOrTellOneLine() throws IOException {
        readMigrations();
        Fuzz.run("definitions", CASES, random -> {
            String base = any(definitions, random);
            byte[] mutated = new DefinitionMutator(random).mutated(base, any(definitions, random));
            Files.write(folder.resolve(MigrationLoader.FILE_NAME), mutated);
            tryOut(random);
            assertThat(files(folder)).containsExactly(folder.resolve(MigrationLoader.FILE_NAME));
            assertThat(Files.readAllBytes(folder.resolve(MigrationLoader.FILE_NAME)))
                    .isEqualTo(mutated);
        });
        System.out.println("fuzz definitions: " + loaded + " of the broken definitions load");
    }

    private void tryOut(Random random) {
        MigrationDefinition definition;
        try {
            definition = MigrationLoader.load(folder);
        } catch (DefinitionException failure) {
            assertClear(failure.getMessage(), folder.resolve(MigrationLoader.FILE_NAME) + "(:[0-9]+)?: .+");
            return;
        }
        loaded.incrementAndGet();
        try {
            apply(Transformation.load(definition), definition, random);
        } catch (DefinitionException failure) {
            assertClear(
                    failure.getMessage(),
                    folder.resolve(MigrationLoader.FILE_NAME) + ":[0-9]+: transform\\.java: class .+, expected .+");
        }
    }

    private void apply(Transformation transformation, MigrationDefinition definition, Random random) {
        for (int round = 0; round < 4; round++) {
            Item item = random.nextBoolean() ? any(items, random) : new RandomItems(random).item();
            String table = any(List.copyOf(definition.source().tables().keySet()), random);
            SourceItem source = new SourceItem(table, transformation.visible(item));
            assertThat(transformation.label(source)).isNotEmpty();
            try {
                transformation.apply(source, 100);
            } catch (TransformException failure) {
                assertThat(failure.getMessage()).isNotBlank().doesNotContain("Exception", "Error");
            }
        }
    }

    private static void assertClear(String message, String form) {
        assertThat(message)
                .matches(form)
                .hasSizeLessThan(LONGEST_MESSAGE)
                .doesNotContain("Exception")
                .doesNotContainPattern("\\p{Cntrl}");
    }

    private void readMigrations() {
        for (Path migration : files(MIGRATIONS)) {
            Path file = migration.resolve(MigrationLoader.FILE_NAME);
            if (Files.exists(file)) {
                definitions.add(read(file));
                files(migration).stream()
                        .filter(path -> path.getFileName().toString().startsWith("items"))
                        .forEach(path ->
                                read(path).lines().limit(20).forEach(line -> items.add(DynamoDbJson.parse(line, 1))));
            }
        }
        definitions.addAll(everyKey());
        assertThat(definitions).hasSizeGreaterThan(10);
        assertThat(items).hasSizeGreaterThan(20);
    }

    /** The definitions of the loader's own test, since the migrations do not use every key. */
    private static List<String> everyKey() {
        try (InputStream corpus =
                Objects.requireNonNull(MigrationLoader.class.getResourceAsStream("good.txt"), "the loader's corpus")) {
            String text = new String(corpus.readAllBytes(), StandardCharsets.UTF_8);
            return Pattern.compile("(?m)^===.*$").splitAsStream(text).skip(1).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static <T> T any(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}

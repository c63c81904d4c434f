package io.touchstream.definition;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Holds good and broken definitions, on which loader and schema are tried. */
final class DefinitionCorpus {
    private static final String PREAMBLE = """
            name: broken
            source: {tables: [Old]}
            target:
              tables:
                New: {partitionKey: {PK: S}, sortKey: {SK: S}}
            """;

    /**
     * A definition with one mistake.
     *
     * @param yaml the file
     * @param line the line that the message names
     * @param problem how the message goes on after it
     * @param schemaFinds whether the JSON Schema can find the mistake
     */
    record Broken(String yaml, int line, String problem, boolean schemaFinds) {
        @Override
        public String toString() {
            return problem;
        }
    }

    private DefinitionCorpus() {}

    static List<Broken> broken() {
        return cases("broken.txt").map(DefinitionCorpus::broken).toList();
    }

    static List<String> good() {
        return cases("good.txt")
                .map(text -> text.substring(text.indexOf('\n') + 1))
                .toList();
    }

    private static Broken broken(String text) {
        int end = text.indexOf('\n');
        String[] header = text.substring(0, end).split(" \\| ", 2);
        String[] words = header[0].split(" ", -1);
        String yaml = (words[0].equals("tail") ? PREAMBLE : "") + text.substring(end + 1);
        return new Broken(yaml, Integer.parseInt(words[1]), header[1], words[2].equals("schema"));
    }

    private static Stream<String> cases(String resource) {
        try (InputStream stream =
                Objects.requireNonNull(DefinitionCorpus.class.getResourceAsStream(resource), resource)) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^=== ", -1)).skip(1);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

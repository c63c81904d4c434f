package io.touchstream.operator.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.DynamoDbJsonException;
import io.touchstream.item.Item;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Transforms the sample items in a migration's folder ({@code items.jsonl}, or {@code items-TABLE.jsonl} for each source table)
 * and looks for the target items that they must become ({@code expected.jsonl}).
 */
final class SampleCheck {
    private static final String NAME = "transformation passes its samples";
    private static final String EXPECTED = "expected.jsonl";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final MigrationDefinition definition;
    private final Transformation transformation;

    SampleCheck(Path folder, MigrationDefinition definition, Transformation transformation) {
        this.folder = folder;
        this.definition = definition;
        this.transformation = transformation;
    }

    Fact check() {
        try {
            return checked();
        } catch (DynamoDbJsonException | TransformException failure) {
            return Fact.refused(NAME, String.valueOf(failure.getMessage()), "mend the rules or the samples");
        } catch (IOException | UncheckedIOException failure) {
            return Fact.refused(NAME, "the samples cannot be read", "one item a line, in DynamoDB JSON");
        }
    }

    private Fact checked() throws IOException {
        Map<TargetKey, Item> yielded = new HashMap<>();
        long samples = 0;
        for (String table : definition.source().tables().keySet()) {
            for (String line : lines(samplesOf(table))) {
                samples++;
                Item item = DynamoDbJson.parse(line, samples);
                for (TargetImage image : transformation
                        .apply(new SourceItem(table, transformation.visible(item)), 0)
                        .images()) {
                    if (yielded.put(image.key(), image.item()) != null) {
                        return Fact.refused(NAME, "two samples share a target key", "mend the rules or the samples");
                    }
                }
            }
        }
        if (samples == 0) {
            return Fact.attention(NAME, "there are no samples", "put some items into items.jsonl, one a line");
        }
        return compared(yielded, samples);
    }

    private Fact compared(Map<TargetKey, Item> yielded, long samples) throws IOException {
        Set<String> found = new HashSet<>();
        yielded.forEach((key, item) -> found.add(key.table() + DynamoDbJson.writeCanonical(item)));
        long number = 0;
        for (String line : lines(folder.resolve(EXPECTED))) {
            number++;
            JsonNode expected = JSON.readTree(line);
            Item item = DynamoDbJson.parse(expected.path("Item").toString(), number);
            if (!found.contains(expected.path("table").asText() + DynamoDbJson.writeCanonical(item))) {
                return Fact.refused(
                        NAME,
                        EXPECTED + ":" + number + ": no sample becomes this item",
                        "mend the rules or the samples");
            }
        }
        return number == 0
                ? Fact.attention(
                        NAME,
                        samples + " samples are transformed, but nothing says into what",
                        "put some target items into " + EXPECTED + ", as {\"table\": ..., \"Item\": {...}}")
                : Fact.fine(NAME, samples + " samples, " + number + " expected items");
    }

    private Path samplesOf(String table) {
        Path own = folder.resolve("items-" + table + ".jsonl");
        return Files.exists(own) ? own : folder.resolve("items.jsonl");
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .filter(line -> !line.isBlank())
                        .toList()
                : List.of();
    }
}

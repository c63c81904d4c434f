package io.touchstream.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.assertions.Template;

/** Synthesises stacks of small migrations, each once for all tests, since each takes the CDK a second or more. */
final class Synthesised {
    /** One source, one target with every kind of index. */
    static final String SIMPLE = """
        name: 20261121-simple
        source: {tables: [Old]}
        target:
          tables:
            New:
              partitionKey: {PK: S}
              sortKey: {SK: N}
              globalSecondaryIndexes:
                GSI1: {partitionKey: {G: B}, sortKey: {H: S}, projection: [a, b]}
                GSI2: {partitionKey: {H: S}, projection: KEYS_ONLY}
              localSecondaryIndexes:
                LSI1: {sortKey: {L: S}}
              timeToLive: expiresAt
        """;
    /** Two sources. */
    static final String MERGE = """
        name: merge
        source: {tables: [Web, Shop]}
        target: {tables: {All: {partitionKey: {PK: S}}}}
        """;
    /** Two targets, one provisioned, one warm. */
    static final String SPLIT = """
        name: split
        source: {tables: [Old]}
        target:
          tables:
            Customers:
              partitionKey: {PK: S}
              globalSecondaryIndexes:
                GSI1: {partitionKey: {G: S}}
              capacity:
                mode: provisioned
                read: {minimum: 5, maximum: 500}
                write: {minimum: 10, maximum: 1000, targetUtilization: 50}
            Orders:
              partitionKey: {PK: S}
              globalSecondaryIndexes:
                GSI1: {partitionKey: {G: S}}
              warmThroughput: {readUnitsPerSecond: 24000, writeUnitsPerSecond: 8000}
        transform: {rules: [{to: [Customers]}]}
        """;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Synthesised> CACHE = new ConcurrentHashMap<>();

    private final Template template;
    private final JsonNode json;

    private Synthesised(Template template) {
        this.template = template;
        this.json = JSON.valueToTree(template.toJSON());
    }

    static Synthesised of(String yaml) {
        return of(yaml, Map.of());
    }

    static Synthesised of(String yaml, Map<String, Object> context) {
        return CACHE.computeIfAbsent(
                yaml + new TreeMap<>(context),
                key -> new Synthesised(Template.fromStack(Main.build(app(yaml, context), home()))));
    }

    /** Synthesises a migration whose target is its source. */
    static Synthesised inPlace() {
        return of("""
            name: 20261121-simple
            source: {tables: [Old]}
            target:
              tables:
                Old:
                  partitionKey: {PK: S}
                  sortKey: {SK: N}
                  globalSecondaryIndexes:
                    GSI2: {partitionKey: {H: S}, projection: KEYS_ONLY}
            transform: {rules: [{set: {H: x}}]}
            """);
    }

    static App app(String yaml, Map<String, Object> context) {
        Map<String, Object> all = new LinkedHashMap<>(context);
        all.put("migration", folder(yaml).toString());
        return new App(AppProps.builder().context(all).build());
    }

    /** Returns a directory with placeholders for what Maven builds. */
    static Path home() {
        try {
            Path home = Files.createTempDirectory("home");
            for (String module : new String[] {"lambda-sync", "lambda-touch", "migrations"}) {
                Path target = Files.createDirectories(home.resolve(module).resolve("target"));
                Files.writeString(target.resolve(module + ".jar"), module);
            }
            return home;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Path folder(String yaml) {
        try {
            Path folder = Files.createTempDirectory("migration");
            Files.writeString(folder.resolve("migration.yaml"), yaml);
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Template template() {
        return template;
    }

    JsonNode json() {
        return json;
    }

    /** Returns the resources of a type, by their names without the CDK's suffix. */
    Map<String, JsonNode> resources(String type) {
        Map<String, JsonNode> resources = new TreeMap<>();
        json.get("Resources").properties().forEach(entry -> {
            if (entry.getValue().get("Type").asText().equals(type)) {
                resources.put(Intrinsics.plain(entry.getKey()), entry.getValue());
            }
        });
        return resources;
    }

    /** Returns one resource. */
    JsonNode resource(String type, String name) {
        JsonNode resource = resources(type).get(name);
        if (resource == null) {
            throw new AssertionError(
                    "no " + type + " " + name + " among " + resources(type).keySet());
        }
        return resource;
    }

    /** Returns the properties of one resource. */
    JsonNode properties(String type, String name) {
        return resource(type, name).get("Properties");
    }

    /** Returns the statements of a role: those within it, and those of the policies that are attached to it. */
    Stream<JsonNode> statements(String role) {
        Stream<JsonNode> inline = elements(properties("AWS::IAM::Role", role).path("Policies"))
                .flatMap(policy -> elements(policy.at("/PolicyDocument/Statement")));
        Stream<JsonNode> attached = resources("AWS::IAM::Policy").values().stream()
                .map(policy -> policy.get("Properties"))
                .filter(policy -> elements(policy.get("Roles"))
                        .anyMatch(name -> Intrinsics.text(name).equals(role)))
                .flatMap(policy -> elements(policy.at("/PolicyDocument/Statement")));
        return Stream.concat(inline, attached);
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return array.isArray() ? StreamSupport.stream(array.spliterator(), false) : Stream.of(array);
    }
}

package io.touchstream.operator.command;

import io.touchstream.client.Ownership;
import io.touchstream.client.OwnershipInterceptor;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.connection.Connection;
import io.touchstream.protocol.control.ControlTable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * A migration on the shared DynamoDB Local: books and others keyed by {@code id}, to a target keyed by {@code owner} and
 * {@code code}. What the migration is to do is said twice: by its rules, and by {@link #expected}.
 */
final class BookShop {
    static final String MARKER = "migrate";

    private static final int BATCH = 25;
    private static final String PROVENANCE = "_touchstream";

    final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    final DynamoDbClient client = database.client();
    final String name = "m" + UUID.randomUUID().toString().substring(0, 8);
    final String source = "S" + name;
    final String target = "T" + name;
    final String control = ControlTable.nameFor(name);

    private final Path folder;

    BookShop(Path folder) {
        this.folder = folder;
    }

    /** Writes the definition, and creates the source table. */
    void open(long writeUnitsPerSecond) throws IOException {
        open("touch: {maxWriteUnitsPerSecond: %d}".formatted(writeUnitsPerSecond));
    }

    /** Writes the definition with some settings, in YAML, and creates the source table. */
    void open(String settings) throws IOException {
        Files.writeString(folder.resolve("migration.yaml"), """
                name: %s
                source: {tables: [%s]}
                target: {tables: {%s: {partitionKey: {owner: S}, sortKey: {code: S}}}}
                transform:
                  rules:
                    - when: {type: session}
                      drop: true
                    - when: {type: book}
                      set: {code: "BOOK#${code}"}
                      default: {tags: []}
                      rename: {desc: description}
                %s
                """.formatted(name, source, target, settings));
        createSource();
    }

    /** Writes the definition with other rules, in YAML, and creates the source table. */
    void openWith(String rules) throws IOException {
        Files.writeString(folder.resolve("migration.yaml"), """
                name: %s
                source: {tables: {%s: {partitionKey: {id: S}}}}
                target: {tables: {%s: {partitionKey: {owner: S}, sortKey: {code: S}}}}
                touch: {maxWriteUnitsPerSecond: 100000}
                %s\
                """.formatted(name, source, target, rules));
        createSource();
    }

    private void createSource() {
        client.createTable(request -> request.tableName(source)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    }

    /** Returns a client of an application that stamps its ownership on what it writes to the target. To be closed. */
    DynamoDbClient interceptedClient() {
        return interceptedClient(target);
    }

    /** Returns a client of an application that does so for another target. To be closed. */
    DynamoDbClient interceptedClient(String another) {
        return new Connection(database.endpoint(), null, null)
                .destination()
                .apply(DynamoDbClient.builder())
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(
                        new OwnershipInterceptor(client, new Ownership("writer", Set.of(another), control))))
                .build();
    }

    /** Returns a command's arguments: the command itself, the migration and the endpoint. */
    String[] arguments(String... command) {
        return arguments(database.endpoint(), command);
    }

    /** Returns a command's arguments, with another endpoint than the database's own. */
    String[] arguments(URI endpoint, String... command) {
        String[] arguments = Arrays.copyOf(command, command.length + 4);
        arguments[command.length] = "--migration";
        arguments[command.length + 1] = folder.toString();
        arguments[command.length + 2] = "--endpoint-url";
        arguments[command.length + 3] = endpoint.toString();
        return arguments;
    }

    boolean hasTable(String table) {
        return client.listTablesPaginator().tableNames().stream().anyMatch(table::equals);
    }

    static Map<String, AttributeValue> item(String id, String type, String owner, String code, int value) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("id", s(id));
        item.put("type", s(type));
        item.put("owner", s(owner));
        item.put("code", s(code));
        item.put("desc", s("d" + value));
        item.put("value", AttributeValue.fromN(Integer.toString(value)));
        return item;
    }

    /** What the target is to hold for a source item, if anything. */
    static Optional<Map<String, AttributeValue>> expected(Map<String, AttributeValue> item) {
        String type = text(item, "type");
        if (type.equals("session")) {
            return Optional.empty();
        }
        Map<String, AttributeValue> expected = new HashMap<>(item);
        if (type.equals("book")) {
            expected.put("code", s("BOOK#" + text(item, "code")));
            expected.put("tags", AttributeValue.fromL(List.of()));
            expected.put("description", expected.remove("desc"));
        }
        return Optional.of(expected);
    }

    void put(Map<String, AttributeValue> item) {
        client.putItem(request -> request.tableName(source).item(item));
    }

    /** Fills the source: three books in five, authors and sessions. */
    void stock(int items) {
        List<String> types = List.of("book", "author", "book", "session", "book");
        for (int from = 0; from < items; from += BATCH) {
            List<WriteRequest> requests = IntStream.range(from, Math.min(items, from + BATCH))
                    .mapToObj(item -> item("i" + item, types.get(item % 5), "o" + item % 7, "c" + item, item))
                    .map(item -> WriteRequest.builder()
                            .putRequest(put -> put.item(item))
                            .build())
                    .toList();
            client.batchWriteItem(request -> request.requestItems(Map.of(source, requests)));
        }
    }

    /** Returns how many source items carry a marker. */
    long touched() {
        return scan(source).stream().filter(item -> item.containsKey(MARKER)).count();
    }

    /** Returns the source's items without the marker, by id. */
    Map<String, Map<String, AttributeValue>> sourceItems() {
        Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
        scan(source).forEach(item -> {
            item.remove(MARKER);
            items.put(text(item, "id"), item);
        });
        return items;
    }

    /** Returns the target's items without their provenance, by the source item that the provenance names. */
    Map<String, Map<String, AttributeValue>> targetItems() {
        Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
        scan(target).forEach(item -> {
            String from = text(Objects.requireNonNull(item.remove(PROVENANCE)).m(), "src");
            if (items.put(from.substring(from.indexOf("S:") + 2), item) != null) {
                throw new AssertionError("two target items came from " + from);
            }
        });
        return items;
    }

    /** Returns the target's items as they are, provenance and all, by their keys. */
    Map<String, Map<String, AttributeValue>> rawTarget() {
        Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
        scan(target).forEach(item -> items.put(text(item, "owner") + "/" + text(item, "code"), item));
        return items;
    }

    void deleteFromTarget(String owner, String code) {
        client.deleteItem(request ->
                request.tableName(target).key(key(owner, code)).conditionExpression("attribute_exists(code)"));
    }

    /** Changes a target item's value, as an application that knows nothing of its provenance. */
    void damageTarget(String owner, String code) {
        client.updateItem(request -> request.tableName(target)
                .key(key(owner, code))
                .updateExpression("SET #value = :wrong")
                .conditionExpression("attribute_exists(code)")
                .expressionAttributeNames(Map.of("#value", "value"))
                .expressionAttributeValues(Map.of(":wrong", s("wrong"))));
    }

    /** Puts a target item that came from a source item which is gone. */
    void haunt(String id) {
        Map<String, AttributeValue> ghost = item(id, "author", "o1", "ghost", 1);
        ghost.put(
                PROVENANCE,
                AttributeValue.fromM(
                        Map.of("src", s(source + "/id=S:" + id), "seq", s("000001#" + "0".repeat(39) + "1"))));
        client.putItem(request -> request.tableName(target).item(ghost));
    }

    private static Map<String, AttributeValue> key(String owner, String code) {
        return Map.of("owner", s(owner), "code", s(code));
    }

    static String text(Map<String, AttributeValue> item, String attribute) {
        return Objects.requireNonNull(item.get(attribute)).s();
    }

    static AttributeValue s(String value) {
        return AttributeValue.fromS(value);
    }

    private List<Map<String, AttributeValue>> scan(String table) {
        return client.scanPaginator(request -> request.tableName(table).consistentRead(true)).items().stream()
                .map(item -> (Map<String, AttributeValue>) new HashMap<>(item))
                .toList();
    }
}

package io.touchstream.operator.procedure;

import io.touchstream.definition.IndexDefinition;
import io.touchstream.definition.Projection;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.operator.UnusableException;
import io.touchstream.protocol.control.ControlTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Creates tables from their definitions, and checks those that are there. */
public final class Tables {
    private final DynamoDbClient client;

    public Tables(DynamoDbClient client) {
        this.client = client;
    }

    /** Describes a table, if it is there. */
    public Optional<TableDescription> find(String table) {
        try {
            return Optional.of(
                    client.describeTable(request -> request.tableName(table)).table());
        } catch (ResourceNotFoundException missing) {
            return Optional.empty();
        }
    }

    /**
     * Describes a table.
     *
     * @throws UnusableException when it is not there
     */
    public TableDescription require(String table) {
        return find(table)
                .orElseThrow(
                        () -> new UnusableException("table " + table + " does not exist at this endpoint and region"));
    }

    /** Creates a table where it is missing; where it is there, its key must be the one defined. Tells whether it was created. */
    public boolean ensure(String table, TableDefinition definition) {
        Optional<TableDescription> existing = find(table);
        if (existing.isPresent()) {
            check(table, existing.get(), definition.key());
            return false;
        }
        create(creation(table, definition));
        if (definition.timeToLive() != null) {
            client.updateTimeToLive(request -> request.tableName(table)
                    .timeToLiveSpecification(ttl -> ttl.enabled(true).attributeName(definition.timeToLive())));
        }
        return true;
    }

    /** Creates the control table where it is missing. */
    public void ensureControl(ControlTable control) {
        if (find(control.name()).isEmpty()) {
            create(ControlTable.creation(control.name()));
        }
    }

    private void create(CreateTableRequest request) {
        try {
            client.createTable(request);
        } catch (ResourceInUseException createdMeanwhile) {
            // Another process of the same migration was faster; what matters is that the table becomes active.
            require(request.tableName());
        }
        client.waiter().waitUntilTableExists(describe -> describe.tableName(request.tableName()));
    }

    private static void check(String table, TableDescription existing, KeySchema defined) {
        List<String> found = existing.keySchema().stream()
                .map(key -> key.attributeName() + " " + typeOf(existing, key.attributeName()))
                .toList();
        List<String> expected = defined.attributes().stream()
                .map(key -> key.name() + " " + key.type())
                .toList();
        if (!found.equals(expected)) {
            throw new UnusableException("table " + table + " exists with the key " + found + ", the definition has "
                    + expected + ": delete it or choose another name");
        }
    }

    private static String typeOf(TableDescription table, String attribute) {
        return table.attributeDefinitions().stream()
                .filter(definition -> definition.attributeName().equals(attribute))
                .map(AttributeDefinition::attributeTypeAsString)
                .findFirst()
                .orElse("?");
    }

    private static CreateTableRequest creation(String table, TableDefinition definition) {
        Map<String, AttributeDefinition> attributes = new LinkedHashMap<>();
        collect(attributes, definition.key());
        List<GlobalSecondaryIndex> globals = new ArrayList<>();
        definition.globalSecondaryIndexes().forEach((name, index) -> {
            collect(attributes, index.key());
            globals.add(GlobalSecondaryIndex.builder()
                    .indexName(name)
                    .keySchema(keys(index.key()))
                    .projection(projection(index))
                    .build());
        });
        List<LocalSecondaryIndex> locals = new ArrayList<>();
        definition.localSecondaryIndexes().forEach((name, index) -> {
            collect(attributes, index.key());
            locals.add(LocalSecondaryIndex.builder()
                    .indexName(name)
                    .keySchema(keys(index.key()))
                    .projection(projection(index))
                    .build());
        });
        CreateTableRequest.Builder request = CreateTableRequest.builder()
                .tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(keys(definition.key()))
                .attributeDefinitions(attributes.values());
        if (!globals.isEmpty()) {
            request.globalSecondaryIndexes(globals);
        }
        if (!locals.isEmpty()) {
            request.localSecondaryIndexes(locals);
        }
        return request.build();
    }

    private static void collect(Map<String, AttributeDefinition> attributes, KeySchema key) {
        for (KeyAttribute attribute : key.attributes()) {
            attributes.put(
                    attribute.name(),
                    AttributeDefinition.builder()
                            .attributeName(attribute.name())
                            .attributeType(attribute.type().scalarType())
                            .build());
        }
    }

    private static List<KeySchemaElement> keys(KeySchema key) {
        List<KeySchemaElement> elements = new ArrayList<>();
        for (String name : key.names()) {
            elements.add(KeySchemaElement.builder()
                    .attributeName(name)
                    .keyType(elements.isEmpty() ? KeyType.HASH : KeyType.RANGE)
                    .build());
        }
        return elements;
    }

    private static software.amazon.awssdk.services.dynamodb.model.Projection projection(IndexDefinition index) {
        software.amazon.awssdk.services.dynamodb.model.Projection.Builder projection =
                software.amazon.awssdk.services.dynamodb.model.Projection.builder();
        if (index.projection() instanceof Projection.Include include) {
            return projection
                    .projectionType(ProjectionType.INCLUDE)
                    .nonKeyAttributes(include.attributes())
                    .build();
        }
        boolean all = index.projection() instanceof Projection.All;
        return projection
                .projectionType(all ? ProjectionType.ALL : ProjectionType.KEYS_ONLY)
                .build();
    }
}

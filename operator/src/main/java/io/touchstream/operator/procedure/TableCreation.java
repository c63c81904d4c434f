package io.touchstream.operator.procedure;

import io.touchstream.definition.Capacity.Provisioned;
import io.touchstream.definition.IndexDefinition;
import io.touchstream.definition.Projection;
import io.touchstream.definition.TableDefinition;
import io.touchstream.definition.WarmThroughput;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;

/**
 * Builds the request that creates a table as its definition says, capacity and warm throughput included: what one request
 * does cannot be half done. Provisioned capacity is that of the beginning, its minimum; only a stack scales it.
 */
final class TableCreation {
    private final String table;
    private final TableDefinition definition;

    TableCreation(String table, TableDefinition definition) {
        this.table = table;
        this.definition = definition;
    }

    CreateTableRequest request() {
        CreateTableRequest.Builder request = CreateTableRequest.builder()
                .tableName(table)
                .billingMode(throughput() == null ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED)
                .provisionedThroughput(throughput())
                .warmThroughput(warmThroughput())
                .keySchema(keys(definition.key()))
                .attributeDefinitions(attributes());
        List<GlobalSecondaryIndex> globals = globals();
        List<LocalSecondaryIndex> locals = locals();
        if (!globals.isEmpty()) {
            request.globalSecondaryIndexes(globals);
        }
        if (!locals.isEmpty()) {
            request.localSecondaryIndexes(locals);
        }
        return request.build();
    }

    private List<GlobalSecondaryIndex> globals() {
        List<GlobalSecondaryIndex> globals = new ArrayList<>();
        definition
                .globalSecondaryIndexes()
                .forEach((name, index) -> globals.add(GlobalSecondaryIndex.builder()
                        .indexName(name)
                        .keySchema(keys(index.key()))
                        .projection(projection(index))
                        .provisionedThroughput(throughput())
                        .warmThroughput(warmThroughput())
                        .build()));
        return globals;
    }

    private List<LocalSecondaryIndex> locals() {
        List<LocalSecondaryIndex> locals = new ArrayList<>();
        definition
                .localSecondaryIndexes()
                .forEach((name, index) -> locals.add(LocalSecondaryIndex.builder()
                        .indexName(name)
                        .keySchema(keys(index.key()))
                        .projection(projection(index))
                        .build()));
        return locals;
    }

    private List<AttributeDefinition> attributes() {
        Map<String, AttributeDefinition> attributes = new LinkedHashMap<>();
        collect(attributes, definition.key());
        definition.globalSecondaryIndexes().values().forEach(index -> collect(attributes, index.key()));
        definition.localSecondaryIndexes().values().forEach(index -> collect(attributes, index.key()));
        return List.copyOf(attributes.values());
    }

    private @Nullable ProvisionedThroughput throughput() {
        return definition.capacity() instanceof Provisioned provisioned
                ? ProvisionedThroughput.builder()
                        .readCapacityUnits((long) provisioned.read().minimum())
                        .writeCapacityUnits((long) provisioned.write().minimum())
                        .build()
                : null;
    }

    private software.amazon.awssdk.services.dynamodb.model.@Nullable WarmThroughput warmThroughput() {
        WarmThroughput warm = definition.warmThroughput();
        return warm == null
                ? null
                : software.amazon.awssdk.services.dynamodb.model.WarmThroughput.builder()
                        .readUnitsPerSecond((long) warm.readUnitsPerSecond())
                        .writeUnitsPerSecond((long) warm.writeUnitsPerSecond())
                        .build();
    }

    static void collect(Map<String, AttributeDefinition> attributes, KeySchema key) {
        for (KeyAttribute attribute : key.attributes()) {
            attributes.put(
                    attribute.name(),
                    AttributeDefinition.builder()
                            .attributeName(attribute.name())
                            .attributeType(attribute.type().scalarType())
                            .build());
        }
    }

    static List<KeySchemaElement> keys(KeySchema key) {
        List<KeySchemaElement> elements = new ArrayList<>();
        for (String name : key.names()) {
            elements.add(KeySchemaElement.builder()
                    .attributeName(name)
                    .keyType(elements.isEmpty() ? KeyType.HASH : KeyType.RANGE)
                    .build());
        }
        return elements;
    }

    static software.amazon.awssdk.services.dynamodb.model.Projection projection(IndexDefinition index) {
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

package io.touchstream.operator.procedure;

import io.touchstream.definition.IndexDefinition;
import io.touchstream.definition.TableDefinition;
import io.touchstream.operator.UnusableException;
import io.touchstream.touch.segment.TableKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Adds to a table that is changed in place the global indexes that its definition has besides. */
final class TableIndexes {
    private static final Duration POLL = Duration.ofMillis(200);

    private final DynamoDbClient client;
    private final Tables tables;

    TableIndexes(DynamoDbClient client) {
        this.client = client;
        this.tables = new Tables(client);
    }

    /**
     * Checks, without writing, that a table is there with the key defined, and that nothing is asked for which cannot be added.
     *
     * @throws UnusableException when it is not
     */
    void check(String table, TableDefinition definition) {
        TableDescription existing = tables.require(table);
        if (!TableKeys.of(existing).equals(definition.key())) {
            throw new UnusableException("table " + table + " has another key than the definition states for it");
        }
        Set<String> found = existing.localSecondaryIndexes().stream()
                .map(LocalSecondaryIndexDescription::indexName)
                .collect(Collectors.toSet());
        if (!found.containsAll(definition.localSecondaryIndexes().keySet())) {
            throw new UnusableException(
                    "table " + table + " lacks a local index that the definition has, and none can be"
                            + " added to a table that exists: use a global one");
        }
    }

    /**
     * Adds what is missing, one index after the other as DynamoDB asks it, and waits until each is active. Filling one takes as
     * long as reading the table does.
     *
     * @return the names of those that were added
     */
    List<String> ensure(String table, TableDefinition definition, Stop stop) throws InterruptedException {
        List<String> added = new ArrayList<>();
        for (Map.Entry<String, IndexDefinition> index :
                definition.globalSecondaryIndexes().entrySet()) {
            if (find(table, index.getKey()).isEmpty() && !stop.isAsked()) {
                add(tables.require(table), index.getKey(), index.getValue());
                added.add(index.getKey());
            }
            while (!stop.isAsked() && !isActive(table, index.getKey())) {
                Thread.sleep(POLL.toMillis());
            }
        }
        return added;
    }

    private void add(TableDescription table, String name, IndexDefinition index) {
        Map<String, AttributeDefinition> attributes = new LinkedHashMap<>();
        table.attributeDefinitions().forEach(known -> attributes.put(known.attributeName(), known));
        TableCreation.collect(attributes, index.key());
        boolean onDemand = table.billingModeSummary() != null
                && table.billingModeSummary().billingMode() == BillingMode.PAY_PER_REQUEST;
        CreateGlobalSecondaryIndexAction.Builder creation = CreateGlobalSecondaryIndexAction.builder()
                .indexName(name)
                .keySchema(TableCreation.keys(index.key()))
                .projection(TableCreation.projection(index));
        if (!onDemand) {
            // An index of a provisioned table has a capacity of its own; it begins with the table's.
            creation.provisionedThroughput(units -> units.readCapacityUnits(
                            table.provisionedThroughput().readCapacityUnits())
                    .writeCapacityUnits(table.provisionedThroughput().writeCapacityUnits()));
        }
        client.updateTable(request -> request.tableName(table.tableName())
                .attributeDefinitions(attributes.values())
                .globalSecondaryIndexUpdates(GlobalSecondaryIndexUpdate.builder()
                        .create(creation.build())
                        .build()));
    }

    private boolean isActive(String table, String index) {
        return find(table, index)
                .filter(found -> found.indexStatus() == IndexStatus.ACTIVE)
                .isPresent();
    }

    private Optional<GlobalSecondaryIndexDescription> find(String table, String name) {
        return tables.require(table).globalSecondaryIndexes().stream()
                .filter(found -> found.indexName().equals(name))
                .findFirst();
    }
}

package io.touchstream.operator.planning;

import io.touchstream.definition.Capacity;
import io.touchstream.definition.TableDefinition;
import io.touchstream.operator.procedure.TableWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Finds out how a target table that is there differs from its definition. */
final class TargetFacts {
    private final DynamoDbClient client;

    TargetFacts(DynamoDbClient client) {
        this.client = client;
    }

    /**
     * Compares a table with its definition.
     *
     * @param found the table; nothing where it is not there
     */
    List<Fact> of(Optional<TableDescription> found, TableDefinition defined) {
        if (found.isEmpty()) {
            return List.of(Fact.fine("table", "not there: run, or the deployment, creates it"));
        }
        TableDescription table = found.get();
        List<Fact> facts = new ArrayList<>();
        facts.add(
                table.itemCount() == 0
                        ? Fact.fine("table", "there, without items as far as DynamoDB knows")
                        : Fact.attention(
                                "table",
                                "there, with about " + table.itemCount() + " items",
                                "items that the migration did not write are the application's own, and stay as they"
                                        + " are"));
        facts.add(key(table, defined));
        facts.add(indexes(table, defined));
        facts.add(timeToLive(table, defined));
        facts.add(capacity(table, defined));
        return facts;
    }

    /** Compares a table that is changed in place with its definition. */
    List<Fact> inPlace(TableDescription table, TableDefinition defined) {
        Map<String, String> has = TableWords.indexes(table);
        Map<String, String> lacking = TableWords.indexes(defined);
        lacking.entrySet().removeAll(has.entrySet());
        boolean possible = has.keySet().stream().noneMatch(lacking::containsKey)
                && defined.localSecondaryIndexes().keySet().stream().noneMatch(lacking::containsKey);
        Fact indexes = lacking.isEmpty()
                ? Fact.fine("indexes", has.isEmpty() ? "none" : has.toString())
                : possible
                        ? Fact.attention("indexes", "lacks " + lacking, "run adds them, before it changes items")
                        : Fact.refused(
                                "indexes",
                                "has " + has + ", lacks " + lacking,
                                "an index cannot be changed, nor a local one added: name another one");
        return List.of(key(table, defined), indexes);
    }

    private static Fact key(TableDescription table, TableDefinition defined) {
        String has = TableWords.key(table);
        String expected = TableWords.key(defined.key());
        return has.equals(expected)
                ? Fact.fine("key", has)
                : Fact.refused(
                        "key", has + ", the definition has " + expected, "delete the table, or choose another name");
    }

    private static Fact indexes(TableDescription table, TableDefinition defined) {
        Map<String, String> has = TableWords.indexes(table);
        Map<String, String> expected = TableWords.indexes(defined);
        if (has.equals(expected)) {
            return Fact.fine("indexes", has.isEmpty() ? "none" : has.toString());
        }
        Map<String, String> lacking = new TreeMap<>(expected);
        lacking.entrySet().removeAll(has.entrySet());
        Map<String, String> more = new TreeMap<>(has);
        more.entrySet().removeAll(expected.entrySet());
        return Fact.attention(
                "indexes",
                "lacks " + lacking + ", has besides " + more,
                "an existing table is left as it is: change it, or delete it and have it created anew");
    }

    private Fact timeToLive(TableDescription table, TableDefinition defined) {
        TimeToLiveDescription found = client.describeTimeToLive(request -> request.tableName(table.tableName()))
                .timeToLiveDescription();
        boolean enabled = found != null && found.timeToLiveStatus() == TimeToLiveStatus.ENABLED;
        String has = enabled ? found.attributeName() : "none";
        String expected = defined.timeToLive() == null ? "none" : defined.timeToLive();
        return has.equals(expected)
                ? Fact.fine("time to live", has)
                : Fact.attention(
                        "time to live", has + ", the definition has " + expected, "change the one or the other");
    }

    private static Fact capacity(TableDescription table, TableDefinition defined) {
        boolean onDemand = table.billingModeSummary() != null
                && table.billingModeSummary().billingMode() == BillingMode.PAY_PER_REQUEST;
        String has = onDemand ? "on demand" : "provisioned";
        String expected = defined.capacity() instanceof Capacity.OnDemand ? "on demand" : "provisioned";
        return has.equals(expected)
                ? Fact.fine("capacity", has)
                : Fact.attention("capacity", has + ", the definition has " + expected, "change the one or the other");
    }
}

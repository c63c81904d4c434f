package io.touchstream.simulator;

import io.touchstream.item.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Sends each request that the simulated database answers to another one as well, and compares the answers. */
final class Mirror {
    private final DynamoDbClient other;
    private final Map<String, Integer> compared = new HashMap<>();

    Mirror(DynamoDbClient other) {
        this.other = other;
    }

    /** Returns how many answers were compared, by the kind of request and answer. */
    Map<String, Integer> compared() {
        return compared;
    }

    /** Sends a request and compares its answer. */
    void answered(DynamoDbRequest request, Object answer) {
        if (request instanceof ScanRequest scan) {
            compareScan(scan, (ScanResponse) answer);
            return;
        }
        if (answer instanceof ProvisionedThroughputExceededException) {
            // Had no effect, and DynamoDB Local has no throughput to run out of.
            return;
        }
        DynamoDbRequest sent = request;
        if (request instanceof BatchGetItemRequest batch) {
            sent = processed(batch, ((BatchGetItemResponse) answer).unprocessedKeys());
        }
        Object theirs;
        try {
            theirs = send(sent);
        } catch (DynamoDbException refusal) {
            theirs = refusal;
        }
        Object one = essence(answer);
        Object two = essence(theirs);
        if (!one.equals(two)) {
            throw new Violation("different answers to " + Descriptions.of(request) + ": " + one + " and " + two);
        }
        String kind = request.getClass().getSimpleName()
                + (answer instanceof DynamoDbException refusal
                        ? " " + refusal.awsErrorDetails().errorCode()
                        : "");
        compared.merge(kind, 1, Integer::sum);
    }

    private Object send(DynamoDbRequest request) {
        if (request instanceof GetItemRequest get) {
            return other.getItem(get);
        }
        if (request instanceof PutItemRequest put) {
            return other.putItem(put);
        }
        if (request instanceof UpdateItemRequest update) {
            return other.updateItem(update);
        }
        if (request instanceof DeleteItemRequest delete) {
            return other.deleteItem(delete);
        }
        if (request instanceof QueryRequest query) {
            return other.query(query);
        }
        if (request instanceof BatchGetItemRequest batch) {
            return other.batchGetItem(batch);
        }
        return other.transactWriteItems((TransactWriteItemsRequest) request);
    }

    /** Leaves out what was left unprocessed. */
    private static BatchGetItemRequest processed(
            BatchGetItemRequest request, Map<String, KeysAndAttributes> unprocessed) {
        Map<String, KeysAndAttributes> rest = new HashMap<>();
        request.requestItems().forEach((table, asked) -> {
            List<Map<String, AttributeValue>> keys = new ArrayList<>(asked.keys());
            if (unprocessed.containsKey(table)) {
                keys.removeAll(unprocessed.get(table).keys());
            }
            if (!keys.isEmpty()) {
                rest.put(table, asked.toBuilder().keys(keys).build());
            }
        });
        return request.toBuilder().requestItems(rest).build();
    }

    /** Hashes differ, and so do pages: each item of the page is to be among all that pass the filter. */
    private void compareScan(ScanRequest request, ScanResponse page) {
        Set<Item> all = new HashSet<>();
        other.scanPaginator(request.toBuilder()
                        .segment(null)
                        .totalSegments(null)
                        .limit(null)
                        .exclusiveStartKey(null)
                        .build())
                .items()
                .forEach(item -> all.add(Item.of(item)));
        for (Map<String, AttributeValue> item : page.items()) {
            if (!all.contains(Item.of(item))) {
                throw new Violation("an item that the other does not return: " + Descriptions.json(item));
            }
        }
        compared.merge("ScanRequest", 1, Integer::sum);
    }

    private static Object essence(Object answer) {
        if (answer instanceof GetItemResponse get) {
            return Item.of(get.item());
        }
        if (answer instanceof UpdateItemResponse update && update.consumedCapacity() != null) {
            return update.consumedCapacity().capacityUnits();
        }
        if (answer instanceof QueryResponse query) {
            return query.items().stream().map(Item::of).toList();
        }
        if (answer instanceof BatchGetItemResponse batch) {
            Map<String, Set<Item>> items = new HashMap<>();
            batch.responses().forEach((table, found) -> {
                if (!found.isEmpty()) {
                    items.put(table, new HashSet<>(found.stream().map(Item::of).toList()));
                }
            });
            return items;
        }
        return answer instanceof DynamoDbException refusal ? essence(refusal) : "done";
    }

    private static Object essence(DynamoDbException refusal) {
        List<Object> parts = new ArrayList<>();
        String code = refusal.awsErrorDetails().errorCode();
        parts.add(code);
        if (code.equals("ValidationException")) {
            // The code under test goes by how the text begins.
            String[] words = refusal.awsErrorDetails().errorMessage().split(" ", 3);
            parts.add(words[0] + " " + words[1]);
        }
        if (refusal instanceof ConditionalCheckFailedException failed) {
            parts.add(failed.hasItem() ? Item.of(failed.item()) : "no item");
        }
        if (refusal instanceof TransactionCanceledException cancelled) {
            for (CancellationReason reason : cancelled.cancellationReasons()) {
                parts.add(reason.code());
                parts.add(reason.hasItem() ? Item.of(reason.item()) : "no item");
            }
        }
        return parts;
    }
}

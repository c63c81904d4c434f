package io.touchstream.operator.command;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** One writer of the application: knows the forms of a book on both sides, and remembers what it wrote. */
final class ShopWriter {
    private static final String OWNER = "o1";

    private final DynamoDbClient client;
    private final BookShop shop;
    private final Map<String, String> remembered;

    ShopWriter(DynamoDbClient client, BookShop shop, Map<String, String> remembered) {
        this.client = client;
        this.shop = shop;
        this.remembered = remembered;
    }

    /** Reads something, as an application does before it writes anything. */
    void announce() {
        client.getItem(request -> request.tableName(shop.target).key(key(OWNER, "none")));
    }

    void putSource(String id, String description) {
        Map<String, AttributeValue> item = Map.of("id", s(id), "owner", s(OWNER), "desc", s(description));
        client.putItem(request -> request.tableName(shop.source).item(item));
        remembered.put(id, OWNER + "/" + description);
    }

    void deleteSource(String id) {
        client.deleteItem(request -> request.tableName(shop.source).key(Map.of("id", s(id))));
        remembered.remove(id);
    }

    void putTarget(String id, String description) {
        client.putItem(request -> request.tableName(shop.target).item(target(id, OWNER, description)));
        remembered.put(id, OWNER + "/" + description);
    }

    void updateTarget(String id, String description) {
        client.updateItem(request -> request.tableName(shop.target)
                .key(key(OWNER, id))
                .updateExpression("SET description = :new")
                .expressionAttributeValues(Map.of(":new", s(description))));
        remembered.put(id, OWNER + "/" + description);
    }

    void deleteTarget(String id) {
        client.deleteItem(request -> request.tableName(shop.target).key(key(OWNER, id)));
        remembered.remove(id);
    }

    /** Gives an item to another owner, which is under another key of the target. */
    void moveTarget(String id, String owner) {
        client.transactWriteItems(request -> request.transactItems(
                TransactWriteItem.builder()
                        .delete(delete -> delete.tableName(shop.target).key(key(OWNER, id)))
                        .build(),
                TransactWriteItem.builder()
                        .put(put -> put.tableName(shop.target).item(target(id, owner, "moved")))
                        .build()));
        remembered.put(id, owner + "/moved");
    }

    /** Waits until what was written of an item to the source has arrived, as a writer does before it moves. */
    void awaitInTarget(String id) throws InterruptedException {
        String description = Objects.requireNonNull(remembered.get(id)).substring(OWNER.length() + 1);
        Instant end = Instant.now().plus(CommandProcess.PATIENCE);
        while (!s(description)
                .equals(client.getItem(request -> request.tableName(shop.target)
                                .key(key(OWNER, id))
                                .consistentRead(true))
                        .item()
                        .get("description"))) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("item " + id + " has not arrived");
            }
            Thread.sleep(50);
        }
    }

    private static Map<String, AttributeValue> target(String id, String owner, String description) {
        Map<String, AttributeValue> item = new HashMap<>(key(owner, id));
        item.put("id", s(id));
        item.put("description", s(description));
        return item;
    }

    private static Map<String, AttributeValue> key(String owner, String id) {
        return Map.of("owner", s(owner), "code", s("BOOK#" + id));
    }

    private static AttributeValue s(String value) {
        return AttributeValue.fromS(value);
    }
}

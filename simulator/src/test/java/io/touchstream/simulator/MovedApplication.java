package io.touchstream.simulator;

import io.touchstream.item.AttributeValues;
import io.touchstream.simulator.service.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * The application, once it has moved: it puts, updates, moves, swaps and deletes items of the target, in one request or in several,
 * and now and then leaves one that cannot be undone, or the same item under two keys.
 */
final class MovedApplication {
    /** Values are others than those that the source was written with. */
    private static final int FIRST_VALUE = 1000;

    private final Simulation simulation;
    private final Database database;
    private final Choices choices;
    private final Traffic traffic;
    private final boolean copiesProvenance;
    private int made;
    private int values = FIRST_VALUE;

    MovedApplication(Simulation simulation) {
        this.simulation = simulation;
        this.database = simulation.database;
        this.choices = simulation.choices;
        this.traffic = simulation.setting.traffic();
        this.copiesProvenance = choices.oneIn(2);
    }

    /** Tells whether it moves items as it read them, with what sync had written on them. */
    boolean copiesProvenance() {
        return copiesProvenance;
    }

    boolean isDone() {
        return made == traffic.changes();
    }

    void run() {
        while (!isDone()) {
            simulation.scheduler.step();
            change(choices.next(traffic.keys()));
            made++;
            if (simulation.faults.happens(Fault.SHARD_SPLIT, 40)) {
                simulation.split(List.of(Shape.TARGET));
            }
            pause();
        }
    }

    private void pause() {
        if (choices.oneIn(3)) {
            simulation.scheduler.sleep(choices.next(3000));
        }
    }

    private void change(int key) {
        switch (traffic.deck().get(choices.next(traffic.deck().size()))) {
            case PUT -> replace(key, item(key));
            case UPDATE -> update(key);
            case MOVE -> move(key);
            case DELETE -> find(key).forEach(this::delete);
            case SWAP -> swap(key, choices.next(traffic.keys()));
            case EXPIRE -> expire(key);
            case WRITE_TARGET -> strain(key);
        }
    }

    private Map<String, AttributeValue> item(int key) {
        Map<String, AttributeValue> item = new HashMap<>(Shape.sourceKey(key));
        item.put("V", AttributeValues.number(++values));
        if (choices.oneIn(8)) {
            item.put("Kind", AttributeValues.string("pair"));
        }
        return under(Shape.reference(traffic.reference(choices, key)), item);
    }

    private static Map<String, AttributeValue> under(String reference, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> other = new HashMap<>(item);
        other.put("Ref", AttributeValues.string(reference));
        other.putAll(Shape.targetKey(Shape.place(Shape.TARGET, reference).key()));
        return other;
    }

    private void update(int key) {
        for (Map<String, AttributeValue> present : find(key)) {
            Map<String, AttributeValue> item = new HashMap<>(present);
            item.put("V", AttributeValues.number(++values));
            put(item);
        }
    }

    private void move(int key) {
        find(key).stream().findFirst().ifPresent(present -> {
            Map<String, AttributeValue> item = copied(present);
            item.put("V", AttributeValues.number(++values));
            replace(key, under(Shape.reference(traffic.reference(choices, key)), item));
        });
    }

    private Map<String, AttributeValue> copied(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> copy = new HashMap<>(item);
        if (!copiesProvenance) {
            copy.remove(Shape.PROVENANCE);
        }
        return copy;
    }

    /** Puts an item in place of whatever there is of it: at once, or one after the other. */
    private void replace(int key, Map<String, AttributeValue> item) {
        List<Map<String, AttributeValue>> left = find(key).stream()
                .filter(present -> !present.get("TK").equals(item.get("TK")))
                .toList();
        switch (choices.next(3)) {
            case 0 -> together(List.of(item), left);
            case 1 -> {
                put(item);
                pause();
                left.forEach(this::delete);
            }
            default -> {
                left.forEach(this::delete);
                pause();
                put(item);
            }
        }
    }

    private void swap(int one, int other) {
        List<Map<String, AttributeValue>> first = find(one);
        List<Map<String, AttributeValue>> second = find(other);
        if (one != other && first.size() == 1 && second.size() == 1 && isWhole(first) && isWhole(second)) {
            together(
                    List.of(
                            under(second.get(0).get("Ref").s(), copied(first.get(0))),
                            under(first.get(0).get("Ref").s(), copied(second.get(0)))),
                    List.of());
        }
    }

    private static boolean isWhole(List<Map<String, AttributeValue>> items) {
        return items.stream().allMatch(item -> Shape.inverseOf(item).isPresent());
    }

    private void expire(int key) {
        for (Map<String, AttributeValue> item : find(key)) {
            simulation.faults.count(Fault.TIME_TO_LIVE_DELETE);
            simulation.asApplication(() -> database.expire(Shape.TARGET, keyOf(item)));
        }
    }

    /** Puts an item that cannot be undone, or beside the one that there is, or changes what is not followed. */
    private void strain(int key) {
        Map<String, AttributeValue> item = item(key);
        switch (choices.next(3)) {
            case 0 -> put(item);
            case 1 -> {
                item.remove("Ref");
                replace(key, item);
            }
            default ->
                database.table(Shape.OTHER).all().stream().findFirst().ifPresent(present -> {
                    Map<String, AttributeValue> other = new HashMap<>(present);
                    other.put("V", AttributeValues.number(++values));
                    put(Shape.OTHER, other);
                });
        }
    }

    /** Returns what there is of an item, whichever its keys. */
    private List<Map<String, AttributeValue>> find(int key) {
        Map<String, AttributeValue> source = Shape.sourceKey(key);
        return database.table(Shape.TARGET).all().stream()
                .filter(item -> item.entrySet().containsAll(source.entrySet()))
                .toList();
    }

    private void put(Map<String, AttributeValue> item) {
        put(Shape.TARGET, item);
    }

    private void put(String table, Map<String, AttributeValue> item) {
        simulation.asApplication(() -> database.put(
                PutItemRequest.builder().tableName(table).item(item).build()));
    }

    private void delete(Map<String, AttributeValue> item) {
        simulation.asApplication(() -> database.delete(DeleteItemRequest.builder()
                .tableName(Shape.TARGET)
                .key(keyOf(item))
                .build()));
    }

    private void together(List<Map<String, AttributeValue>> puts, List<Map<String, AttributeValue>> deletes) {
        List<TransactWriteItem> parts = new ArrayList<>();
        puts.forEach(item -> parts.add(TransactWriteItem.builder()
                .put(put -> put.tableName(Shape.TARGET).item(item))
                .build()));
        deletes.forEach(item -> parts.add(TransactWriteItem.builder()
                .delete(delete -> delete.tableName(Shape.TARGET).key(keyOf(item)))
                .build()));
        simulation.asApplication(() -> database.transact(
                TransactWriteItemsRequest.builder().transactItems(parts).build()));
    }

    private static Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
        return Shape.targetKey(item.get("TK").s());
    }
}

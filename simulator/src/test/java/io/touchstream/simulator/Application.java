package io.touchstream.simulator;

import io.touchstream.item.AttributeValues;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.SourceId;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** The application: it puts, updates, moves, swaps and deletes items of a few keys, and now and then writes the target. */
final class Application {
    static final int CROWDED_BYTES = 300;
    private static final int HOUR = 3_600_000;

    private final Simulation simulation;
    private final Choices choices;
    private final Shape shape;
    private final Traffic traffic;
    private int wanted;
    private int made;
    private int values;

    Application(Simulation simulation) {
        this.simulation = simulation;
        this.choices = simulation.choices;
        this.shape = simulation.shape;
        this.traffic = simulation.setting.traffic();
        this.wanted = traffic.changes();
    }

    boolean isDone() {
        return made >= wanted;
    }

    /** Puts the items that exist before there is a stream. */
    void seed() {
        for (int key = 0; key < traffic.keys(); key++) {
            if (!choices.oneIn(3)) {
                put(shape.source(key), item(key, reference(key)));
            }
        }
    }

    /** Makes as many changes again. */
    void goOn() {
        wanted += traffic.changes();
        simulation.scheduler.spawn("application", this::run);
    }

    void run() {
        while (!isDone()) {
            simulation.scheduler.step();
            change();
            made++;
            if (simulation.faults.happens(Fault.SHARD_SPLIT, 40)) {
                simulation.split(shape.sources());
            }
            if (!simulation.flows(Direction.FORWARD)) {
                simulation.scheduler.sleep(choices.next(2 * HOUR));
            } else if (choices.oneIn(3)) {
                simulation.scheduler.sleep(choices.next(3000));
            }
        }
    }

    private void change() {
        int key = choices.next(traffic.keys());
        switch (traffic.deck().get(choices.next(traffic.deck().size()))) {
            case PUT -> put(shape.source(key), item(key, reference(key)));
            case UPDATE -> update(key, "V", AttributeValues.number(++values));
            case MOVE -> update(key, "Ref", AttributeValues.string(Shape.reference(reference(key))));
            case DELETE -> delete(key);
            case SWAP -> swap(key, choices.next(traffic.keys()));
            case EXPIRE -> expire(key);
            case WRITE_TARGET -> writeTarget();
        }
    }

    private int reference(int key) {
        return traffic.reference(choices, key);
    }

    private Map<String, AttributeValue> item(int key, int reference) {
        Map<String, AttributeValue> item = new HashMap<>(Shape.sourceKey(key));
        item.put("V", AttributeValues.number(++values));
        if (!choices.oneIn(20)) {
            item.put("Ref", AttributeValues.string(Shape.reference(reference)));
        }
        if (choices.oneIn(8)) {
            item.put("Kind", AttributeValues.string(choices.oneIn(2) ? "dropped" : "pair"));
        }
        if (simulation.profile.crowded() && choices.oneIn(3)) {
            item.put("Pad", AttributeValues.string("x".repeat(CROWDED_BYTES - 45 - choices.next(20))));
        }
        return item;
    }

    private void put(String table, Map<String, AttributeValue> item) {
        simulation.asApplication(() -> simulation.database.put(
                PutItemRequest.builder().tableName(table).item(item).build()));
    }

    private void update(int key, String attribute, AttributeValue value) {
        Map<String, AttributeValue> present = find(key);
        if (present != null) {
            Map<String, AttributeValue> item = new HashMap<>(present);
            item.put(attribute, value);
            put(shape.source(key), item);
        }
    }

    private void delete(int key) {
        simulation.asApplication(() -> simulation.database.delete(DeleteItemRequest.builder()
                .tableName(shape.source(key))
                .key(Shape.sourceKey(key))
                .build()));
    }

    /** Deletes an item that cannot be brought to the target. */
    void giveUp(SourceId source) {
        simulation.asApplication(() -> simulation.database.delete(DeleteItemRequest.builder()
                .tableName(source.table())
                .key(source.key().attributes())
                .build()));
    }

    private void swap(int one, int other) {
        Map<String, AttributeValue> first = find(one);
        Map<String, AttributeValue> second = find(other);
        if (first != null && second != null && first.containsKey("Ref") && second.containsKey("Ref")) {
            update(one, "Ref", second.get("Ref"));
            update(other, "Ref", first.get("Ref"));
        }
    }

    private void expire(int key) {
        if (find(key) != null) {
            simulation.faults.count(Fault.TIME_TO_LIVE_DELETE);
            simulation.asApplication(() -> simulation.database.expire(shape.source(key), Shape.sourceKey(key)));
        }
    }

    /** Puts an item of the application's own into the target, whatever is there. */
    private void writeTarget() {
        if (!simulation.profile.ownWrites()) {
            return;
        }
        Shape.Place place = Shape.place(Shape.TARGET, Shape.reference(reference(0)));
        Map<String, AttributeValue> item = new HashMap<>(Shape.targetKey(place.key()));
        item.put("Own", AttributeValues.number(++values));
        simulation.asApplication(() -> {
            simulation.database.put(
                    PutItemRequest.builder().tableName(place.table()).item(item).build());
            simulation.ownItems.put(place, item);
        });
    }

    private Map<String, AttributeValue> find(int key) {
        return simulation.database.table(shape.source(key)).find(Shape.sourceKey(key));
    }
}

package io.touchstream.simulator;

import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.Version;
import io.touchstream.simulator.SimulatedClient.Defect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Breaks the protocol, one invariant at a time, by what is sent in place of the right request. */
@SuppressWarnings("ImmutableEnumChecker")
enum Defects {
    /** Invariant 2: a touch asks for no existing item. */
    TOUCH_CREATES(
            Aim.SLOW_TOUCHES,
            List.of("a touch altered more than the marker"),
            request -> request instanceof UpdateItemRequest update && isTouch(update)
                    ? update.toBuilder().conditionExpression(null).build()
                    : request),
    /** Invariant 3: every run draws the same token. */
    TOKEN_IS_NOT_UNIQUE(
            Aim.OUTAGES,
            List.of("missing after a touch"),
            request -> request instanceof UpdateItemRequest update && isTouch(update)
                    ? update.toBuilder()
                            .expressionAttributeValues(withToken(update.expressionAttributeValues()))
                            .build()
                    : request),
    /** Invariant 4: the marker is put into the target. */
    MARKER_ARRIVES(Aim.EVERYTHING, List.of("the marker arrived"), request -> {
        if (request instanceof PutItemRequest put && isTarget(put.tableName())) {
            return put.toBuilder().item(marked(put.item())).build();
        }
        return parts(request, part -> part.put() == null ? part : marked(part.put()));
    }),
    /** Invariant 5: a move does not delete. */
    MOVE_LEAVES_ITS_OLD_KEY(
            Aim.EVERYTHING,
            List.of("a ghost"),
            request -> parts(request, part -> part.delete() == null ? part : elsewhere(part))),
    /** Invariant 5: a move is a delete, and then a put. */
    MOVE_IN_TWO_REQUESTS(Aim.MOVES, List.of("under no key"), new SplitMoves()),
    /** Invariant 6: a put does not ask for the version that it meets. */
    OLDER_PUT_BEATS_NEWER(
            Aim.OLD_RECORDS,
            List.of("more than ghosts is left: Difference[kind=DIFFERENT"),
            request -> conditions(request, (condition, isPut) -> isPut ? anyVersion(condition) : condition)),
    /** Invariant 6: a delete does not ask for the version that it meets. */
    OLDER_DELETE_BEATS_NEWER(
            Aim.OLD_RECORDS,
            List.of("more than ghosts is left"),
            request -> conditions(request, (condition, isPut) -> isPut ? condition : anyVersion(condition))),
    /** Invariant 7: a put does not ask whose item it meets. */
    COLLISION_OVERWRITES(
            Aim.FEW_KEYS,
            List.of("a collision that is not reported", "missing: "),
            request -> conditions(
                    request,
                    (condition, isPut) ->
                            isPut ? condition.replace("#provenance.#source = :source AND ", "") : condition)),
    /** Invariant 7: a delete does not ask whose item it meets. */
    DELETE_TAKES_ANOTHERS(
            Aim.FEW_KEYS,
            List.of("missing: ", "a collision that is not reported"),
            request -> conditions(
                    request,
                    (condition, isPut) ->
                            isPut ? condition : condition.replace("#provenance.#source = :source AND ", ""))),
    /** Invariant 8: an item without provenance is overwritten. */
    APPLICATION_IS_OVERWRITTEN(
            Aim.EVERYTHING,
            List.of("an item of the application's own was altered"),
            request -> conditions(
                    request,
                    (condition, isPut) -> isPut && condition.contains(" OR ")
                            ? condition.replace("attribute_not_exists(#key)", "attribute_not_exists(#provenance)")
                            : condition)),
    /** Invariant 9: what cannot be applied is acknowledged, and kept nowhere. */
    QUARANTINE_FORGETS(
            Aim.EVERYTHING,
            List.of("not in quarantine", "a collision that is not reported", "missing: ", "a ghost"),
            request -> request instanceof UpdateItemRequest update && startsWith(update.key(), "QUARANTINE#")
                    ? update.toBuilder().key(elsewhere(update.key())).build()
                    : request),
    /** Invariant 11: a copy that is about to be put is not written down. */
    COPY_IS_NOT_WRITTEN_DOWN(
            Aim.DYING_COPIES,
            List.of("a ghost"),
            request -> request instanceof PutItemRequest put && startsWith(put.item(), "COPIES#")
                    ? put.toBuilder().item(elsewhere(put.item())).build()
                    : request),
    /** Invariant 11: a segment's progress is stored as done before it is. */
    SEGMENT_IS_DONE_TOO_EARLY(
            Aim.DYING_JOBS,
            List.of("missing: ", "a collision that is not reported"),
            request -> request instanceof PutItemRequest put && startsWith(put.item(), "RUN#")
                    ? put.toBuilder().item(done(put.item())).build()
                    : request),
    /** Ledger: a write does not ask which version the ledger tells of. */
    LEDGER_IS_NOT_ASKED(
            Aim.OLD_RECORDS_WITH_LEDGER,
            List.of("a ghost"),
            request -> parts(request, part -> part.update() == null ? part : unconditional(part.update()))),
    /** Ledger: a delete leaves no word of itself. */
    LEDGER_FORGETS_DELETES(
            Aim.OLD_RECORDS_WITH_LEDGER,
            List.of("a ghost"),
            request -> request instanceof TransactWriteItemsRequest together
                            && together.transactItems().stream().noneMatch(part -> part.put() != null)
                    ? together.toBuilder()
                            .transactItems(together.transactItems().stream()
                                    .filter(part -> part.update() == null)
                                    .toList())
                            .build()
                    : request),
    /** The copy lane does not take back what its source yields no more. */
    COPY_IS_NOT_TAKEN_BACK(
            Aim.DYING_COPIES,
            List.of("a ghost"),
            request -> request instanceof DeleteItemRequest delete
                            && isTarget(delete.tableName())
                            && !delete.conditionExpression().contains("attribute_not_exists")
                    ? delete.toBuilder().key(elsewhere(delete.key())).build()
                    : request),
    /** Invariant 8, way back: what forward sync wrote is not told from what the application wrote. */
    ECHO_IS_CARRIED_BACK(
            Aim.MOVES_BACK,
            List.of("carried back without a change of the application's", "an echo went on to the target"),
            new UnseenEchoes()),
    /** Invariant 8, way back: nothing says since when the application writes the target. */
    SWITCH_IS_NOT_SEEN(
            Aim.RACES_BACK,
            List.of("missing in the source", "stale in the source", "a ghost in the source", "not taken over"),
            request -> request instanceof GetItemRequest get && startsWith(get.key(), "MIGRATION")
                    ? get.toBuilder().key(elsewhere(get.key())).build()
                    : request),
    /** Invariant 6, way back: a write does not ask that the source item be as it was read. */
    WRITE_BACK_DOES_NOT_ASK(
            Aim.RACES_BACK,
            List.of("missing in the source", "stale in the source", "a ghost in the source", "not taken over"),
            Defects::withoutConditionOnTheSource),
    /** Invariant 6, way back: a source item does not say which version it reflects. */
    OLDER_CHANGE_IS_CARRIED_BACK(
            Aim.OLD_RECORDS_BACK,
            List.of("stale in the source", "an echo went on to the target"),
            request -> request instanceof PutItemRequest put && put.tableName().equals(Shape.SOURCE)
                    ? put.toBuilder().item(withoutVersion(put.item())).build()
                    : request);

    private final Scenario scenario;
    private final List<String> violations;

    /** How the violations begin that the defect leads to: found in any other way, it would not be what was found. */
    Defects(Aim aim, List<String> violations, Defect change) {
        this.scenario = new Scenario(aim, change);
        this.violations = violations;
    }

    boolean explains(Throwable violation) {
        return violation instanceof Violation && violations.stream().anyMatch(violation.getMessage()::startsWith);
    }

    Scenario scenario() {
        return scenario;
    }

    private static boolean isTarget(String table) {
        return table.equals(Shape.TARGET) || table.equals(Shape.OTHER);
    }

    private static boolean isTouch(UpdateItemRequest update) {
        return !update.tableName().startsWith("touchstream")
                && update.updateExpression().startsWith("SET");
    }

    private static boolean startsWith(Map<String, AttributeValue> key, String partition) {
        return key.containsKey("pk") && key.get("pk").s().startsWith(partition);
    }

    private static String anyVersion(String condition) {
        return condition.replace(" AND #provenance.#version < :version", "");
    }

    private static Map<String, AttributeValue> marked(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> marked = new HashMap<>(item);
        marked.put(Shape.MARKER, AttributeValue.fromS("tst0000000000"));
        return marked;
    }

    private static Map<String, AttributeValue> withToken(Map<String, AttributeValue> values) {
        Map<String, AttributeValue> same = new HashMap<>(values);
        same.computeIfPresent(
                ":token",
                (name, token) -> token.s().startsWith(RunToken.Kind.TOUCH.prefix())
                        ? AttributeValue.fromS("tst0000000000")
                        : token);
        return same;
    }

    private static Map<String, AttributeValue> done(Map<String, AttributeValue> row) {
        Map<String, AttributeValue> done = new HashMap<>(row);
        done.put("done", AttributeValue.fromBool(true));
        return done;
    }

    private static Map<String, AttributeValue> elsewhere(Map<String, AttributeValue> key) {
        Map<String, AttributeValue> other = new HashMap<>(key);
        other.computeIfPresent("pk", (name, value) -> AttributeValue.fromS("nowhere"));
        other.computeIfPresent("TK", (name, value) -> AttributeValue.fromS("nowhere"));
        return other;
    }

    private static Map<String, AttributeValue> withoutVersion(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> provenance =
                new HashMap<>(item.get(Shape.PROVENANCE).m());
        provenance.put(Provenance.VERSION, AttributeValue.fromS(Version.COPY.text()));
        Map<String, AttributeValue> same = new HashMap<>(item);
        same.put(Shape.PROVENANCE, AttributeValue.fromM(provenance));
        return same;
    }

    private static DynamoDbRequest withoutConditionOnTheSource(DynamoDbRequest request) {
        if (request instanceof PutItemRequest put && put.tableName().equals(Shape.SOURCE)) {
            return put.toBuilder().conditionExpression(null).build();
        }
        if (request instanceof DeleteItemRequest delete && delete.tableName().equals(Shape.SOURCE)) {
            return delete.toBuilder().conditionExpression(null).build();
        }
        return parts(request, part -> withoutConditionOnTheSource(part));
    }

    private static TransactWriteItem withoutConditionOnTheSource(TransactWriteItem part) {
        if (part.put() != null && part.put().tableName().equals(Shape.SOURCE)) {
            return TransactWriteItem.builder()
                    .put(part.put().toBuilder().conditionExpression(null).build())
                    .build();
        }
        if (part.delete() != null && part.delete().tableName().equals(Shape.SOURCE)) {
            return TransactWriteItem.builder()
                    .delete(part.delete().toBuilder().conditionExpression(null).build())
                    .build();
        }
        return part;
    }

    /** Changes the parts of a transaction. */
    private static DynamoDbRequest parts(DynamoDbRequest request, UnaryOperator<TransactWriteItem> change) {
        return request instanceof TransactWriteItemsRequest together
                ? together.toBuilder()
                        .transactItems(
                                together.transactItems().stream().map(change).toList())
                        .build()
                : request;
    }

    private static TransactWriteItem marked(Put put) {
        return TransactWriteItem.builder()
                .put(put.toBuilder().item(marked(put.item())).build())
                .build();
    }

    private static TransactWriteItem unconditional(Update update) {
        return TransactWriteItem.builder()
                .update(update.toBuilder().conditionExpression(null).build())
                .build();
    }

    private static TransactWriteItem elsewhere(TransactWriteItem part) {
        Delete delete = part.delete();
        return TransactWriteItem.builder()
                .delete(delete.toBuilder()
                        .key(Map.of(
                                "TK",
                                AttributeValue.fromS(
                                        "nowhere " + delete.key().get("TK").s())))
                        .build())
                .build();
    }

    /** Changes the conditions of all writes of the target; its second argument tells puts from deletes. */
    private static DynamoDbRequest conditions(DynamoDbRequest request, BiFunction<String, Boolean, String> change) {
        if (request instanceof PutItemRequest put && isTarget(put.tableName())) {
            return put.toBuilder()
                    .conditionExpression(change.apply(put.conditionExpression(), true))
                    .build();
        }
        if (request instanceof DeleteItemRequest delete && isTarget(delete.tableName())) {
            return delete.toBuilder()
                    .conditionExpression(change.apply(delete.conditionExpression(), false))
                    .build();
        }
        return parts(request, part -> part(part, change));
    }

    private static TransactWriteItem part(TransactWriteItem part, BiFunction<String, Boolean, String> change) {
        if (part.update() != null) {
            return part;
        }
        if (part.put() != null) {
            Put put = part.put();
            return TransactWriteItem.builder()
                    .put(put.toBuilder()
                            .conditionExpression(change.apply(put.conditionExpression(), true))
                            .build())
                    .build();
        }
        Delete delete = part.delete();
        return TransactWriteItem.builder()
                .delete(delete.toBuilder()
                        .conditionExpression(change.apply(delete.conditionExpression(), false))
                        .build())
                .build();
    }
}

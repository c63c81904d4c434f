package io.touchstream.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** Leaves tombstones in the control table, and takes them back. Safe to share between threads. */
final class Tombstones {
    /** What an attempt does not outlast, with the SDK's own time-outs: 50 s, and clocks that differ. */
    private static final Duration UNDECIDED = Duration.ofSeconds(60);

    private final DynamoDbClient control;
    private final Ownership ownership;
    private final Clock clock;

    Tombstones(DynamoDbClient control, Ownership ownership, Clock clock) {
        this.control = control;
        this.ownership = ownership;
        this.clock = clock;
    }

    /** Names an item of a target table. */
    record Target(String table, Map<String, AttributeValue> key) {}

    /**
     * Names a tombstone.
     *
     * @param isNew whether there was none before
     */
    record Left(Target target, String token, boolean isNew) {}

    /**
     * Leaves tombstones for items that are about to be deleted.
     *
     * @param refusable whether the delete may be refused, after which they are taken back
     */
    List<Left> leave(List<Target> targets, boolean refusable) {
        List<Left> left = new ArrayList<>();
        for (Target target : targets) {
            String token = UUID.randomUUID().toString();
            Instant now = clock.instant();
            Map<String, AttributeValue> row = ControlRows.tombstone(
                    target.table(), target.key(), token, now, now.plus(ownership.tombstoneLife()));
            boolean isNew = control.putItem(request -> request.tableName(ownership.controlTable())
                            .item(refusable ? ControlRows.pending(row, now.plus(UNDECIDED)) : row)
                            .returnValues(ReturnValue.ALL_OLD))
                    .attributes()
                    .isEmpty();
            left.add(new Left(target, token, isNew));
        }
        return left;
    }

    /** Takes tombstones back whose items were not deleted, unless there were others before, or others have left theirs since. */
    void takeBack(List<Left> tombstones) {
        tombstones.stream()
                .filter(Left::isNew)
                .forEach(tombstone -> unlessAnothers(() -> control.deleteItem(request -> request.tableName(
                                ownership.controlTable())
                        .key(key(tombstone))
                        .conditionExpression("#token = :token")
                        .expressionAttributeNames(Map.of("#token", ControlRows.TOKEN))
                        .expressionAttributeValues(Map.of(":token", AttributeValue.fromS(tombstone.token()))))));
    }

    /** Says of tombstones whose items were deleted that they are for good: what waits for that need not wait any longer. */
    void settle(List<Left> tombstones) {
        tombstones.forEach(tombstone ->
                unlessAnothers(() -> control.updateItem(request -> request.tableName(ownership.controlTable())
                        .key(key(tombstone))
                        .updateExpression("REMOVE #pending")
                        .conditionExpression("#token = :token")
                        .expressionAttributeNames(Map.of("#token", ControlRows.TOKEN, "#pending", ControlRows.PENDING))
                        .expressionAttributeValues(Map.of(":token", AttributeValue.fromS(tombstone.token()))))));
    }

    private static void unlessAnothers(Runnable change) {
        try {
            change.run();
        } catch (ConditionalCheckFailedException anothers) {
            // Somebody else deletes the item, so that the tombstone is theirs.
        }
    }

    private static Map<String, AttributeValue> key(Left tombstone) {
        return ControlRows.tombstoneKey(
                tombstone.target().table(), tombstone.target().key());
    }
}

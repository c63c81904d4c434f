package io.touchstream.client;

import java.time.Clock;
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

    /** Names a tombstone where there was none before. */
    record Left(Target target, String token) {}

    /** Leaves tombstones for items that are about to be deleted, and returns those that are new. */
    List<Left> leave(List<Target> targets) {
        List<Left> left = new ArrayList<>();
        for (Target target : targets) {
            String token = UUID.randomUUID().toString();
            Instant now = clock.instant();
            Map<String, AttributeValue> row = ControlRows.tombstone(
                    target.table(), target.key(), token, now, now.plus(ownership.tombstoneLife()));
            boolean isNew = control.putItem(request -> request.tableName(ownership.controlTable())
                            .item(row)
                            .returnValues(ReturnValue.ALL_OLD))
                    .attributes()
                    .isEmpty();
            if (isNew) {
                left.add(new Left(target, token));
            }
        }
        return left;
    }

    /** Takes tombstones back whose items were not deleted, unless others have left theirs since. */
    void takeBack(List<Left> tombstones) {
        for (Left tombstone : tombstones) {
            try {
                control.deleteItem(request -> request.tableName(ownership.controlTable())
                        .key(ControlRows.tombstoneKey(
                                tombstone.target().table(), tombstone.target().key()))
                        .conditionExpression("#token = :token")
                        .expressionAttributeNames(Map.of("#token", ControlRows.TOKEN))
                        .expressionAttributeValues(Map.of(":token", AttributeValue.fromS(tombstone.token()))));
            } catch (ConditionalCheckFailedException anothers) {
                // Somebody else deletes the item, so a tombstone is right.
            }
        }
    }
}

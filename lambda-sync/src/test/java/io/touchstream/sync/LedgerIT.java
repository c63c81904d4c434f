package io.touchstream.sync;

import static io.touchstream.sync.SyncFixture.image;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import io.touchstream.definition.SyncDefinition.GuardKind;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The schedules of docs/model.md that provenance alone does not prevent: each leaves what is named as its known limit there,
 * and nothing with the ledger.
 */
@ParameterizedClass
@EnumSource(GuardKind.class)
class LedgerIT {
    private final GuardKind guard;
    private final SyncFixture sync;

    LedgerIT(GuardKind guard) {
        this.guard = guard;
        this.sync = SyncFixture.of(guard);
    }

    @AfterEach
    void close() {
        sync.close();
    }

    @Test
    void handle_recordAgainAfterTheDelete_isAGhostWithoutTheLedgerOnly() {
        DynamodbStreamRecord put = sync.record(null, image("1", "a", "x"));
        sync.deliver(put);
        sync.deliver(sync.record(image("1", "a", "x"), null));
        sync.deliver(put);

        assertKnownLimit(Map.of(), Map.of("a", "x"));
    }

    @Test
    void handle_recordAgainAfterTheMove_isAGhostWithoutTheLedgerOnly() {
        DynamodbStreamRecord put = sync.record(null, image("1", "a", "x"));
        sync.deliver(put);
        sync.deliver(sync.record(image("1", "a", "x"), image("1", "b", "x")));
        sync.deliver(put);

        assertKnownLimit(Map.of("b", "x"), Map.of("a", "x", "b", "x"));
    }

    @Test
    void handle_recordAgainAfterAnotherItemTookTheKey_isQuarantinedWithoutTheLedgerOnly() {
        DynamodbStreamRecord put = sync.record(null, image("1", "a", "x"));
        sync.deliver(put);
        sync.deliver(sync.record(image("1", "a", "x"), null));
        sync.deliver(sync.record(null, image("2", "a", "y")));
        sync.deliver(put);

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "y"));
        assertThat(sync.entries())
                .extracting(QuarantineEntry::cause)
                .isEqualTo(guard == GuardKind.LEDGER ? List.of() : List.of(Cause.COLLISION));
    }

    @Test
    void handle_putThatLandsAfterTheDelete_isAGhostWithoutTheLedgerOnly() {
        SdkRequest late = givenUp(sync.record(null, image("1", "a", "x")));
        sync.deliver(sync.record(image("1", "a", "x"), null));
        land(late);

        assertKnownLimit(Map.of(), Map.of("a", "x"));
    }

    @Test
    void handle_putThatLandsAfterTheMove_isAGhostWithoutTheLedgerOnly() {
        SdkRequest late = givenUp(sync.record(null, image("1", "a", "x")));
        sync.deliver(sync.record(image("1", "a", "x"), image("1", "b", "x")));
        land(late);

        assertKnownLimit(Map.of("b", "x"), Map.of("a", "x", "b", "x"));
    }

    @Test
    void handle_invocationThatGoesOnAfterItWasGivenUp_leavesAGhostWithoutTheLedgerOnly() {
        DynamodbStreamRecord put = sync.record(null, image("1", "a", "x"));
        DynamodbStreamRecord delete = sync.record(image("1", "a", "x"), null);
        DynamodbStreamRecord other = sync.record(null, image("2", "b", "y"));
        // The abandoned invocation is at its put when the next one does all of its work and the delete's.
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> sync.deliver(put, delete, other));
        sync.tamper = request -> {
            if (isPutOf(request, "a")) {
                meanwhile.getAndSet(() -> {}).run();
            }
            return request;
        };
        sync.deliver(put);

        assertKnownLimit(Map.of("b", "y"), Map.of("a", "x", "b", "y"));
    }

    @Test
    void handle_deleteOfAKeyThatAnotherItemHolds_keepsALatePutOutAllTheSame() {
        sync.deliver(sync.record(null, image("2", "a", "y")));
        DynamodbStreamRecord put = sync.record(null, image("1", "a", "x"));
        sync.deliver(put);
        sync.deliver(sync.record(image("1", "a", "x"), null));
        sync.deliver(sync.record(image("2", "a", "y"), null));
        sync.deliver(put);

        assertKnownLimit(Map.of(), Map.of("a", "x"));
    }

    @Test
    void handle_recordAgainAfterACollisionOfALaterOne_bringsAnOlderStateWithoutTheLedgerOnly() {
        sync.deliver(sync.record(null, image("2", "a", "y")));
        sync.deliver(sync.record(null, image("3", "b", "z")));
        DynamodbStreamRecord put = sync.record(null, image("1", "a", "x"));
        sync.deliver(put);
        sync.deliver(sync.record(image("1", "a", "x"), image("1", "b", "x")));
        sync.deliver(sync.record(image("2", "a", "y"), null));
        sync.deliver(put);

        assertKnownLimit(Map.of("b", "z"), Map.of("a", "x", "b", "z"));
    }

    @Test
    void handle_recordAgainAfterALaterOneThatCannotBeTransformed_bringsAnOlderStateWithoutTheLedgerOnly() {
        sync.deliver(sync.record(null, image("2", "a", "y")));
        DynamodbStreamRecord put = sync.record(null, image("1", "a", "x"));
        sync.deliver(put);
        sync.deliver(sync.record(image("1", "a", "x"), without("k", image("1", "a", "x"))));
        sync.deliver(sync.record(image("2", "a", "y"), null));
        sync.deliver(put);

        assertThat(sync.targetValues()).isEqualTo(guard == GuardKind.LEDGER ? Map.of() : Map.of("a", "x"));
    }

    /** The row of a change that is given up has the ones before it dropped: so what they leave is to be in the entry by then. */
    @Test
    void handle_entryThatFailsAndBatchCutElsewhereOnRedelivery_leavesNothingOfTheItemBehind() {
        sync.deliver(sync.record(null, image("1", "a", "x")));
        DynamodbStreamRecord delete = sync.record(image("1", "a", "x"), null);
        DynamodbStreamRecord broken = sync.record(null, without("k", image("1", "a", "y")));
        sync.tamper = request -> {
            if (isRow(request, "QUARANTINE#")) {
                throw SdkClientException.create("the network is down");
            }
            return request;
        };
        sync.deliver(delete, broken);
        sync.tamper = request -> request;
        sync.deliver(delete);
        sync.deliver(broken);

        assertThat(sync.targetValues()).isEmpty();
    }

    @Test
    void handle_rowOfAGivenUpChangeThatFails_leavesTheRecordUnfinished() {
        DynamodbStreamRecord broken = sync.record(null, without("k", image("1", "a", "x")));
        sync.tamper = request -> {
            if (isRow(request, "LEDGER#")) {
                throw SdkClientException.create("the network is down");
            }
            return request;
        };

        assertThat(sync.deliver(broken).getBatchItemFailures()).hasSize(guard == GuardKind.LEDGER ? 1 : 0);
    }

    /** A row that went with some of the deletes would have the earlier record dropped, and with it the other deletes. */
    @Test
    void handle_deletesCutShort_areMadeUpForByNoSupersededRecord() {
        List<DynamodbStreamRecord> moves = new ArrayList<>();
        List<DynamodbStreamRecord> deletes = new ArrayList<>();
        for (int id = 0; id < 8; id++) {
            String number = Integer.toString(id);
            sync.deliver(sync.record(null, image(number, "old" + id, "x")));
            moves.add(sync.record(image(number, "old" + id, "x"), image(number, "new" + id, "x")));
            deletes.add(sync.record(image(number, "new" + id, "x"), null));
        }
        sync.tamper = request -> {
            if (isDeleteOfOneOldKey(request)) {
                throw SdkClientException.create("the network is down");
            }
            return request;
        };
        sync.deliver(Stream.concat(moves.stream(), deletes.stream()).toArray(DynamodbStreamRecord[]::new));
        sync.tamper = request -> request;
        sync.deliver(moves.toArray(DynamodbStreamRecord[]::new));
        sync.deliver(deletes.toArray(DynamodbStreamRecord[]::new));

        assertThat(sync.targetValues()).isEmpty();
    }

    @Test
    void handle_anyWrite_isCountedInTransactionsWithTheLedgerOnly() {
        sync.deliver(sync.record(null, image("1", "a", "x")));
        sync.deliver(sync.record(image("1", "a", "x"), image("1", "a", "y")));
        sync.deliver(sync.record(image("1", "a", "y"), null));

        long plain = sync.requests.stream()
                .filter(request -> request instanceof DeleteItemRequest || isPlainPut(request))
                .count();
        long together = sync.requests.stream()
                .filter(TransactWriteItemsRequest.class::isInstance)
                .count();
        assertThat(List.of(plain, together)).isEqualTo(guard == GuardKind.LEDGER ? List.of(0L, 3L) : List.of(3L, 0L));
    }

    /** Delivers a record whose put is sent twice: the client gives the first up and sends a second, which succeeds. */
    private SdkRequest givenUp(DynamodbStreamRecord record) {
        AtomicReference<@Nullable SdkRequest> first = new AtomicReference<>();
        sync.tamper = request -> {
            if (isPutOf(request, "a")) {
                first.compareAndSet(null, request);
            }
            return request;
        };
        sync.deliver(record);
        sync.tamper = request -> request;
        return Objects.requireNonNull(first.get(), "the put was sent");
    }

    /** Lets a request land that nobody waits for any more. */
    private void land(SdkRequest request) {
        try {
            if (request instanceof PutItemRequest put) {
                sync.client.putItem(put);
            } else {
                // Past the ten minutes for which the service would know it again by its token.
                sync.client.transactWriteItems(((TransactWriteItemsRequest) request)
                        .toBuilder().clientRequestToken(null).build());
            }
        } catch (TransactionCanceledException refused) {
            assertThat(guard).isEqualTo(GuardKind.LEDGER);
        }
    }

    private void assertKnownLimit(Map<String, String> right, Map<String, String> withGhost) {
        assertThat(sync.targetValues()).isEqualTo(guard == GuardKind.LEDGER ? right : withGhost);
        assertThat(sync.quarantine.list().filter(entry -> entry.cause() != Cause.COLLISION))
                .isEmpty();
    }

    private static boolean isRow(SdkRequest request, String partition) {
        return request instanceof UpdateItemRequest update
                && Objects.requireNonNull(update.key().get("pk")).s().startsWith(partition);
    }

    private static boolean isDeleteOfOneOldKey(SdkRequest request) {
        if (!(request instanceof TransactWriteItemsRequest transaction)) {
            return false;
        }
        List<String> keys = transaction.transactItems().stream()
                .filter(item -> item.delete() != null)
                .map(item ->
                        Objects.requireNonNull(item.delete().key().get("k")).s())
                .toList();
        return keys.size() == 1 && keys.get(0).startsWith("old");
    }

    private boolean isPlainPut(SdkRequest request) {
        return request instanceof PutItemRequest put && put.tableName().equals(sync.target);
    }

    private boolean isPutOf(SdkRequest request, String k) {
        AttributeValue key = AttributeValue.fromS(k);
        if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.transactItems().stream()
                    .anyMatch(item ->
                            item.put() != null && key.equals(item.put().item().get("k")));
        }
        return isPlainPut(request)
                && key.equals(((PutItemRequest) request).item().get("k"));
    }

    private static Map<String, com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue> without(
            String name,
            Map<String, com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue> image) {
        image.remove(name);
        return image;
    }
}

package io.touchstream.client;

import io.touchstream.client.Tombstones.Left;
import io.touchstream.client.Tombstones.Target;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * Makes what an application writes to a migration's target tables its own, so that no change of the source that arrives late
 * overwrites it or brings it back. For a gradual cut-over, in which sync is still on. Goes into the application's client:
 *
 * <pre>{@code
 * DynamoDbClient client = DynamoDbClient.builder()
 *         .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(
 *                 new OwnershipInterceptor(DynamoDbClient.create(), new Ownership(
 *                         "shop", Set.of("OrdersV2"), "touchstream-20261120-orders"))))
 *         .build();
 * }</pre>
 *
 * <ul>
 *   <li>Puts leave provenance out, also where the application copies a whole item.
 *   <li>Updates remove it in the same request. What an update returns does not show that.
 *   <li>Deletes leave a tombstone in the control table, by a request of its own before the delete: for each item one put, on
 *       the calling thread, also with the asynchronous client. Conditions, return values, batches and transactions are untouched. A
 *       tombstone whose delete was refused by its condition is taken back; where it is not known what became of the delete,
 *       it stays. It then does no harm to an item that is there.
 *   <li>Updates by {@code AttributeUpdates}, and PartiQL that writes a target, are refused with an
 *       {@link UnsupportedWriteException}. Nothing is sent.
 * </ul>
 *
 * <p>The application's role needs {@code PutItem}, {@code UpdateItem} and {@code DeleteItem} on the control table. The interceptor
 * announces itself there once a minute; {@code cutover writes --gradual} looks for that. A request fails where its tombstone cannot be written. Safe to
 * share between threads and clients.
 */
public final class OwnershipInterceptor implements ExecutionInterceptor {
    private static final ExecutionAttribute<List<Left>> TOMBSTONES =
            new ExecutionAttribute<>("io.touchstream.client.Tombstones");
    private static final ExecutionAttribute<Integer> ATTEMPTS =
            new ExecutionAttribute<>("io.touchstream.client.Attempts");

    private final TargetWrites writes;
    private final Tombstones tombstones;
    private final Announcements announcements;

    /**
     * Creates an interceptor.
     *
     * @param control reaches the control table; without this interceptor
     */
    public OwnershipInterceptor(DynamoDbClient control, Ownership ownership) {
        this(control, ownership, Clock.systemUTC());
    }

    OwnershipInterceptor(DynamoDbClient control, Ownership ownership, Clock clock) {
        this.writes = new TargetWrites(ownership);
        this.tombstones = new Tombstones(control, ownership, clock);
        this.announcements = new Announcements(control, ownership, clock);
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        return writes.owned(context.request());
    }

    @Override
    public void beforeMarshalling(Context.BeforeMarshalling context, ExecutionAttributes attributes) {
        announcements.announce(writes.writes(context.request()));
        List<Target> deleted = writes.deleted(context.request());
        if (!deleted.isEmpty()) {
            // INVARIANT 8: the tombstone is there before the item is gone, so that at no time can the item be brought
            // back.
            attributes.putAttribute(TOMBSTONES, tombstones.leave(deleted, TargetWrites.isRefusable(context.request())));
        }
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        List<Left> left = attributes.getAttribute(TOMBSTONES);
        if (left != null && TargetWrites.isRefusable(context.request())) {
            try {
                tombstones.settle(left);
            } catch (SdkException unsettled) {
                // The item is deleted all the same, and within a minute its tombstone is for good.
            }
        }
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        Integer before = attributes.getAttribute(ATTEMPTS);
        attributes.putAttribute(ATTEMPTS, before == null ? 1 : before + 1);
    }

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
        if (context.response() instanceof UpdateItemResponse update && update.hasAttributes()) {
            Map<String, AttributeValue> shown = new HashMap<>(update.attributes());
            shown.remove(Ownership.PROVENANCE);
            return update.toBuilder().attributes(shown).build();
        }
        return context.response();
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        List<Left> left = attributes.getAttribute(TOMBSTONES);
        Integer attempts = attributes.getAttribute(ATTEMPTS);
        boolean refused = context.exception() instanceof ConditionalCheckFailedException
                || context.exception() instanceof TransactionCanceledException;
        // After several attempts a refusal may be the second one's, because the first one did delete the item.
        if (left != null && refused && attempts != null && attempts == 1) {
            tombstones.takeBack(left);
        }
    }
}

package io.touchstream.local.stream;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import io.touchstream.local.LambdaContext;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Invokes the handler once and reads its answer as Lambda does. */
final class Invoker {
    private static final Logger LOGGER = LoggerFactory.getLogger(Invoker.class);
    private static final String FUNCTION = "sync";

    private final Parts parts;

    Invoker(Parts parts) {
        this.parts = parts;
    }

    /** Returns how many records of the batch, from its first, are settled. */
    int invoke(List<StreamEvent> batch) {
        LambdaContext context = new LambdaContext(
                FUNCTION,
                parts.settings().functionTimeout(),
                parts.surroundings().clock());
        DynamodbEvent event = new DynamodbEvent();
        event.setRecords(batch.stream().map(StreamEvent::record).toList());
        try {
            StreamsEventResponse response = parts.handler().handleRequest(event, context);
            if (context.getRemainingTimeInMillis() == 0) {
                LOGGER.warn("invocation=timed-out records={}", batch.size());
                return 0;
            }
            return parts.settings().reportBatchItemFailures() ? settled(batch, response) : batch.size();
        } catch (Exception | Error failure) {
            // The message is left out: it may hold an item's values.
            LOGGER.warn(
                    "invocation=failed records={} error={}",
                    batch.size(),
                    failure.getClass().getName());
            return 0;
        }
    }

    private static int settled(List<StreamEvent> batch, @Nullable StreamsEventResponse response) {
        if (response == null || response.getBatchItemFailures() == null) {
            return batch.size();
        }
        int lowest = batch.size();
        BigInteger lowestOrder = null;
        for (BatchItemFailure failure : response.getBatchItemFailures()) {
            int index = indexOf(batch, failure);
            if (index < 0) {
                return 0;
            }
            BigInteger order = batch.get(index).order();
            if (lowestOrder == null || order.compareTo(lowestOrder) < 0) {
                lowestOrder = order;
                lowest = index;
            }
        }
        return lowest;
    }

    private static int indexOf(List<StreamEvent> batch, @Nullable BatchItemFailure failure) {
        String identifier = failure == null ? null : failure.getItemIdentifier();
        for (int index = 0; index < batch.size(); index++) {
            if (batch.get(index).sequenceNumber().equals(identifier)) {
                return index;
            }
        }
        return -1;
    }
}

package io.touchstream.operator.command;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import io.touchstream.local.LambdaContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stands between the source's stream and sync: keeps records back, and delivers them later, as often as is wished for. */
final class LateDelivery implements UnaryOperator<RequestHandler<DynamodbEvent, StreamsEventResponse>> {
    private final List<DynamodbStreamRecord> held = new ArrayList<>();
    private @Nullable RequestHandler<DynamodbEvent, StreamsEventResponse> latest;
    private boolean holding;

    @Override
    public synchronized RequestHandler<DynamodbEvent, StreamsEventResponse> apply(
            RequestHandler<DynamodbEvent, StreamsEventResponse> handler) {
        latest = handler;
        return (event, context) ->
                hold(event) ? new StreamsEventResponse(List.of()) : handler.handleRequest(event, context);
    }

    /** Keeps back whatever comes from now on. */
    synchronized void hold() {
        holding = true;
    }

    /** Waits until so many records were kept back. */
    void awaitHeld(int records) throws InterruptedException {
        while (held() < records) {
            Thread.sleep(50);
        }
    }

    /** Delivers what was kept back, again if it was delivered before; what comes from now on passes. */
    synchronized void deliver() {
        holding = false;
        DynamodbEvent event = new DynamodbEvent();
        event.setRecords(List.copyOf(held));
        StreamsEventResponse response =
                Objects.requireNonNull(latest).handleRequest(event, new LambdaContext("sync", Duration.ofMinutes(1)));
        if (!response.getBatchItemFailures().isEmpty()) {
            throw new AssertionError("a late record was not settled");
        }
    }

    /** Lets what was kept back be lost, as a stream does that nobody has read for a day; what comes from now on passes. */
    synchronized void lose() {
        holding = false;
        held.clear();
    }

    private synchronized boolean hold(DynamodbEvent event) {
        if (holding) {
            held.addAll(event.getRecords());
        }
        return holding;
    }

    private synchronized int held() {
        return held.size();
    }
}

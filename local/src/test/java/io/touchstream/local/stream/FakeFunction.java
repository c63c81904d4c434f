package io.touchstream.local.stream;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A function that keeps what it was invoked with, as sequence numbers, and answers as the test says. */
final class FakeFunction implements RequestHandler<DynamodbEvent, StreamsEventResponse> {
    private final List<List<String>> batches = new ArrayList<>();
    private final List<DynamodbStreamRecord> records = new ArrayList<>();
    private volatile Function<List<String>, @Nullable StreamsEventResponse> answer = batch -> null;

    FakeFunction answering(Function<List<String>, @Nullable StreamsEventResponse> function) {
        answer = function;
        return this;
    }

    static StreamsEventResponse failures(@Nullable String... sequenceNumbers) {
        return new StreamsEventResponse(
                Arrays.stream(sequenceNumbers).map(BatchItemFailure::new).toList());
    }

    @Override
    @SuppressWarnings("NullAway") // Lambda allows a response of null, which its interface does not say.
    public StreamsEventResponse handleRequest(DynamodbEvent event, Context context) {
        List<String> batch = event.getRecords().stream()
                .map(record -> record.getDynamodb().getSequenceNumber())
                .toList();
        synchronized (this) {
            batches.add(batch);
            records.addAll(event.getRecords());
        }
        return answer.apply(batch);
    }

    synchronized List<List<String>> batches() {
        return List.copyOf(batches);
    }

    synchronized List<String> sequenceNumbers() {
        return batches.stream().flatMap(List::stream).toList();
    }

    synchronized List<DynamodbStreamRecord> records() {
        return List.copyOf(records);
    }
}

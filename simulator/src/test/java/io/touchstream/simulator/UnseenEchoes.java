package io.touchstream.simulator;

import io.touchstream.simulator.SimulatedClient.Defect;
import io.touchstream.simulator.service.StreamEntry;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;

/** Delivers records without the provenance that a write of sync has left, so that it looks like the application's. */
final class UnseenEchoes implements Defect {
    @Override
    public DynamoDbRequest apply(DynamoDbRequest request) {
        return request;
    }

    @Override
    public StreamEntry delivered(StreamEntry record) {
        if (record.after() == null) {
            return record;
        }
        Map<String, AttributeValue> after = new HashMap<>(record.after());
        after.remove(Shape.PROVENANCE);
        return new StreamEntry(
                record.stream(),
                record.sequenceNumber(),
                record.key(),
                record.before(),
                after,
                record.at(),
                record.serviceDelete());
    }
}

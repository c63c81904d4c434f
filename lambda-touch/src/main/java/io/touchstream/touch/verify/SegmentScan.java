package io.touchstream.touch.verify;

import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.SegmentRequest;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Reads one segment of a table consistently, one page at a time. */
final class SegmentScan {
    private final DynamoDbClient client;
    private final SegmentRequest segment;
    private final int pageSize;
    private final Set<String> projection;

    /**
     * Makes the scan of a segment.
     *
     * @param projection the attributes to read; none for all of them
     */
    SegmentScan(DynamoDbClient client, SegmentRequest segment, int pageSize, Collection<String> projection) {
        this.client = client;
        this.segment = segment;
        this.pageSize = pageSize;
        this.projection = new LinkedHashSet<>(projection);
    }

    /**
     * Holds one page.
     *
     * @param next where the next page begins; null when there is none
     */
    record Page(
            List<Map<String, AttributeValue>> items,
            @Nullable Map<String, AttributeValue> next) {}

    Page read(@Nullable Map<String, AttributeValue> cursor, Deadline deadline) throws OutOfTimeException {
        ScanRequest.Builder request = ScanRequest.builder()
                .tableName(segment.table())
                .segment(segment.segment())
                .totalSegments(segment.totalSegments())
                .limit(pageSize)
                .consistentRead(true)
                .exclusiveStartKey(cursor);
        if (!projection.isEmpty()) {
            project(request);
        }
        ScanResponse response = deadline.within(
                time -> client.scan(request.overrideConfiguration(time).build()));
        boolean last = response.lastEvaluatedKey().isEmpty();
        return new Page(response.items(), last ? null : response.lastEvaluatedKey());
    }

    private void project(ScanRequest.Builder request) {
        Map<String, String> names = new HashMap<>();
        projection.forEach(attribute -> names.put("#a" + names.size(), attribute));
        request.projectionExpression(names.keySet().stream().sorted().collect(Collectors.joining(", ")))
                .expressionAttributeNames(names);
    }
}

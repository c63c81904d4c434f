package io.touchstream.touch.verify;

import static io.touchstream.touch.verify.Migration.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.touchstream.protocol.control.Job;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.SegmentRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

class SegmentScanTest {
    private final DynamoDbClient client = mock(DynamoDbClient.class);
    private final ManualTime time = new ManualTime();
    private final SegmentRequest segment = new SegmentRequest("run", Job.VERIFY_TARGET, "T", 2, 5);
    private final Map<String, AttributeValue> cursor = item("a", "1").attributes();

    @Test
    void read_segmentWithProjection_asksForThatConsistently() throws Exception {
        when(client.scan(any(ScanRequest.class)))
                .thenReturn(ScanResponse.builder()
                        .items(List.of(cursor))
                        .lastEvaluatedKey(cursor)
                        .build());
        Deadline deadline = new Deadline(time.instant().plusSeconds(60), time, time);

        SegmentScan.Page page = new SegmentScan(client, segment, 40, List.of("PK", "SK", "PK")).read(cursor, deadline);

        assertThat(page).isEqualTo(new SegmentScan.Page(List.of(cursor), cursor));
        ArgumentCaptor<ScanRequest> sent = ArgumentCaptor.forClass(ScanRequest.class);
        verify(client).scan(sent.capture());
        assertThat(sent.getValue())
                .isEqualTo(ScanRequest.builder()
                        .tableName("T")
                        .segment(2)
                        .totalSegments(5)
                        .limit(40)
                        .consistentRead(true)
                        .exclusiveStartKey(cursor)
                        .projectionExpression("#a0, #a1")
                        .expressionAttributeNames(Map.of("#a0", "PK", "#a1", "SK"))
                        .overrideConfiguration(AwsRequestOverrideConfiguration.builder()
                                .apiCallTimeout(Duration.ofSeconds(59))
                                .build())
                        .build());
    }

    @Test
    void read_lastPage_hasNoNext() throws Exception {
        when(client.scan(any(ScanRequest.class)))
                .thenReturn(ScanResponse.builder().build());
        Deadline deadline = new Deadline(time.instant().plusSeconds(60), time, time);

        assertThat(new SegmentScan(client, segment, 40, List.of())
                        .read(null, deadline)
                        .next())
                .isNull();
    }
}

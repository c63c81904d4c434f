package io.touchstream.operator.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What is asked of CloudWatch about consumed capacity, and what is made of its answers. */
class AwsCapacityMetricsTest {
    private static final Instant END = Instant.parse("2026-11-27T10:05:00Z");

    private final RecordedAws aws;
    private final CapacityMetrics metrics;

    AwsCapacityMetricsTest() throws IOException {
        aws = new RecordedAws();
        metrics = new AwsCapacityMetrics(aws.client(DynamoDbClient.builder()), aws.client(CloudWatchClient.builder()));
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void consumed_tableWithAnIndex_isTheSumOfBoth() {
        aws.answer("{\"Table\":{\"GlobalSecondaryIndexes\":[{\"IndexName\":\"GSI1\"}]}}", """
            <GetMetricDataResponse><GetMetricDataResult><MetricDataResults>\
            <member><Id>m0</Id><Values><member>1.5</member><member>2</member></Values></member>\
            <member><Id>m1</Id><Values><member>4</member></Values></member>\
            <member><Id>m2</Id><Values/></member>\
            <member><Id>m3</Id><Values><member>8</member></Values></member>\
            </MetricDataResults></GetMetricDataResult></GetMetricDataResponse>\
            """);

        assertThat(metrics.consumed("Old", END.minusSeconds(300), END)).isEqualTo(new Consumption(7.5, 8));
        assertThat(aws.requests.get(1))
                .contains("MetricDataQueries.member.1.MetricStat.Metric.MetricName=ConsumedReadCapacityUnits")
                .contains("MetricDataQueries.member.2.MetricStat.Metric.Dimensions.member.1.Value=GSI1")
                .contains("MetricDataQueries.member.2.MetricStat.Metric.Dimensions.member.2.Value=Old")
                .contains("MetricDataQueries.member.4.MetricStat.Metric.MetricName=ConsumedWriteCapacityUnits")
                .contains("StartTime=2026-11-27T10%3A00%3A00Z")
                .contains("EndTime=2026-11-27T10%3A05%3A00Z");
    }
}

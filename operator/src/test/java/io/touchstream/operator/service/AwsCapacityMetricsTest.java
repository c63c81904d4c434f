package io.touchstream.operator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.operator.UnusableException;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
            <member><Id>m0</Id><StatusCode>Complete</StatusCode><Values><member>1.5</member><member>2</member></Values></member>\
            <member><Id>m1</Id><StatusCode>Complete</StatusCode><Values><member>4</member></Values></member>\
            <member><Id>m2</Id><StatusCode>Complete</StatusCode><Values/></member>\
            <member><Id>m3</Id><StatusCode>Complete</StatusCode><Values><member>8</member></Values></member>\
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

    @ParameterizedTest
    @ValueSource(strings = {"InternalError", "Forbidden", "PartialData"})
    void consumed_answerThatIsNotComplete_isNotTakenForSilence(String status) {
        aws.answer("{\"Table\":{}}", page("", result("m0", "Complete"), result("m1", status)));

        assertThatThrownBy(() -> metrics.consumed("Old", END.minusSeconds(300), END))
                .isInstanceOf(UnusableException.class)
                .hasMessageStartingWith(
                        "CloudWatch does not tell ConsumedWriteCapacityUnits of {TableName=Old} in full (" + status
                                + ")");
    }

    @Test
    void consumed_metricWithoutAnAnswer_isNotTakenForSilence() {
        aws.answer("{\"Table\":{}}", page("", result("m0", "Complete")));

        assertThatThrownBy(() -> metrics.consumed("Old", END.minusSeconds(300), END))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("(no answer)");
    }

    @Test
    void consumed_partialOnAPageThatOthersFollow_isTheSumOfAll() {
        aws.answer(
                "{\"Table\":{}}",
                page("<NextToken>more</NextToken>", result("m0", "PartialData"), result("m1", "Complete")),
                page("", result("m0", "Complete")));

        assertThat(metrics.consumed("Old", END.minusSeconds(300), END)).isEqualTo(new Consumption(4, 2));
    }

    private static String page(String next, String... results) {
        StringBuilder page = new StringBuilder("<GetMetricDataResponse><GetMetricDataResult>");
        page.append(next).append("<MetricDataResults>");
        for (String result : results) {
            page.append(result);
        }
        return page.append("</MetricDataResults></GetMetricDataResult></GetMetricDataResponse>")
                .toString();
    }

    private static String result(String id, String status) {
        return "<member><Id>%s</Id><StatusCode>%s</StatusCode><Values><member>2</member></Values></member>"
                .formatted(id, status);
    }
}

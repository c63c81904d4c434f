package io.touchstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.touchstream.sync.write.Outcome;
import io.touchstream.touch.SegmentMetrics;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DashboardTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Synthesised simple = Synthesised.of(Synthesised.SIMPLE);

    @Test
    void dashboard_ownMetrics_areThoseThatTheFunctionsWrite() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (JsonNode metric : body(simple).findValues("metrics").stream()
                .flatMap(Synthesised::elements)
                .toList()) {
            if (metric.get(0).asText().equals("Touchstream")) {
                assertThat(metric.get(2).asText()).isEqualTo("migration");
                assertThat(metric.get(3).asText()).isIn("20261121-simple", "20261121-simple-reverse");
                shown.add(metric.get(1).asText());
            }
        }
        Set<String> written =
                Arrays.stream(Outcome.values()).map(Outcome::label).collect(Collectors.toSet());
        written.add("lagMillis");
        written.addAll(SegmentMetrics.NAMES);

        assertThat(shown).isEqualTo(written);
    }

    @Test
    void dashboard_graphs_areTheseInThisOrder() throws IOException {
        assertThat(titles(simple))
                .containsExactly(
                        "Iterator age, ms",
                        "Lag of the records worked on, ms",
                        "Changes read and given to sync",
                        "Records by outcome: trouble",
                        "Function errors and throttles",
                        "Records by outcome: ordinary",
                        "Segments worked on side by side",
                        "Items scanned, touched and copied",
                        "Runs",
                        "Old: consumed capacity",
                        "Old: throttles by reason",
                        "New: consumed capacity",
                        "New: throttles by reason",
                        "Estimated cost, USD");
    }

    @Test
    void dashboard_eachGraph_showsWhatItsTitleSays() throws IOException {
        assertThat(metrics("Iterator age, ms"))
                .containsExactly(
                        "AWS/Lambda IteratorAge FunctionName Sync", "AWS/Lambda IteratorAge FunctionName ReverseSync");
        assertThat(metrics("Changes read and given to sync"))
                .hasSize(8)
                .contains(
                        "AWS/Lambda DroppedEventCount EventSourceMappingUUID MappingOld",
                        "AWS/Lambda DroppedEventCount EventSourceMappingUUID ReverseMappingNew");
        assertThat(metrics("Records by outcome: trouble"))
                .contains(
                        "Touchstream quarantined migration 20261121-simple",
                        "Touchstream quarantined migration 20261121-simple-reverse");
        assertThat(metrics("Items scanned, touched and copied"))
                .containsExactly(
                        "Touchstream scanned migration 20261121-simple",
                        "Touchstream touched migration 20261121-simple",
                        "Touchstream copied migration 20261121-simple");
        assertThat(metrics("Old: consumed capacity"))
                .containsExactly(
                        "AWS/DynamoDB ConsumedReadCapacityUnits TableName Old",
                        "AWS/DynamoDB ConsumedWriteCapacityUnits TableName Old");
        assertThat(metrics("New: throttles by reason"))
                .contains(
                        "AWS/DynamoDB WriteKeyRangeThroughputThrottleEvents TableName New",
                        "AWS/DynamoDB ReadAccountLimitThrottleEvents TableName New",
                        "AWS/DynamoDB WriteThrottleEvents GlobalSecondaryIndexName GSI1 TableName New");
        assertThat(graph("Estimated cost, USD").findValuesAsText("expression"))
                .singleElement()
                .asString()
                .startsWith("RUNNING_SUM(FILL(m0, 0) * 0.125 / 1000000 + FILL(m1, 0) * 0.625 / 1000000");
    }

    @Test
    void dashboard_goesInTheRunbooksOrder() throws IOException {
        assertThat(body(simple).findValuesAsText("markdown").stream()
                        .map(text -> text.lines().findFirst().orElse("")))
                .containsExactly(
                        "## Is sync keeping up?",
                        "## Is anything lost or stuck?",
                        "## How far is the touch?",
                        "## Does it hurt the application?",
                        "## What has it cost so far?");
    }

    private List<String> metrics(String title) throws IOException {
        return Synthesised.elements(graph(title).at("/properties/metrics"))
                .map(metric -> Synthesised.elements(metric)
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private JsonNode graph(String title) throws IOException {
        return Synthesised.elements(body(simple).get("widgets"))
                .filter(widget -> widget.at("/properties/title").asText().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> titles(Synthesised stack) throws IOException {
        return body(stack).findValuesAsText("title");
    }

    private static JsonNode body(Synthesised stack) throws IOException {
        return JSON.readTree(Intrinsics.text(
                stack.properties("AWS::CloudWatch::Dashboard", "Dashboard").get("DashboardBody")));
    }
}

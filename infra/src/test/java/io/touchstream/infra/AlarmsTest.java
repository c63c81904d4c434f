package io.touchstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    private static final String ALARM = "AWS::CloudWatch::Alarm";
    private static final Path RUNBOOK = Path.of("..", "docs", "runbook.md");

    private final Synthesised simple = Synthesised.of(Synthesised.SIMPLE);

    @Test
    void alarms_areTheseAndEachTreatsMissingDataAsGood() {
        Map<String, JsonNode> alarms = simple.resources(ALARM);

        assertThat(alarms)
                .containsOnlyKeys(
                        "IteratorAge1h",
                        "IteratorAge6h",
                        "IteratorAge12h",
                        "ReverseIteratorAge1h",
                        "ReverseIteratorAge6h",
                        "ReverseIteratorAge12h",
                        "Quarantined",
                        "SyncErrors",
                        "ReverseSyncErrors",
                        "ReverseQuarantined",
                        "TouchErrors",
                        "CopyErrors",
                        "VerifyErrors",
                        "UntouchErrors",
                        "RunFailed",
                        "DroppedOld",
                        "ReverseDroppedNew",
                        "SilentOld",
                        "ThrottledOld",
                        "ThrottledIndexesOld",
                        "StillReadOld",
                        "StillReadIndexesOld",
                        "StillWrittenOld");
        assertThat(alarms.values())
                .allSatisfy(alarm -> assertThat(
                                alarm.at("/Properties/TreatMissingData").asText())
                        .isEqualTo("notBreaching"));
    }

    @Test
    void alarms_ofLaterPhases_areCreatedSilent() {
        Set<String> silent = new TreeSet<>();
        simple.resources(ALARM).forEach((name, alarm) -> {
            if (!alarm.at("/Properties/ActionsEnabled").asBoolean()) {
                silent.add(name);
            }
        });

        assertThat(silent).containsExactly("StillReadIndexesOld", "StillReadOld", "StillWrittenOld");
    }

    @Test
    void alarms_iteratorAge_isInMilliseconds() {
        JsonNode alarm = simple.properties(ALARM, "IteratorAge6h");

        assertThat(alarm.get("MetricName").asText()).isEqualTo("IteratorAge");
        assertThat(alarm.get("Threshold").asLong()).isEqualTo(21_600_000);
        assertThat(alarm.get("Statistic").asText()).isEqualTo("Maximum");
    }

    @Test
    void alarms_namesOfTheirs_areToldBeforehand() {
        assertThat(simple.properties(ALARM, "StillReadOld").get("AlarmName").asText())
                .isEqualTo("touchstream-20261121-simple-StillReadOld");
    }

    @Test
    void alarms_ofQuarantineAndDroppedChanges_stayForADay() {
        for (String name : List.of("Quarantined", "ReverseQuarantined", "DroppedOld", "ReverseDroppedNew")) {
            JsonNode alarm = simple.properties(ALARM, name);
            assertThat(alarm.get("Period").asInt()
                            * alarm.get("EvaluationPeriods").asInt())
                    .isEqualTo(24 * 60 * 60);
            assertThat(alarm.get("DatapointsToAlarm").asInt()).isOne();
        }
    }

    @Test
    void alarms_sourceThatIsWrittenAndNotRead_isASilence() {
        JsonNode metrics = simple.properties(ALARM, "SilentOld").get("Metrics");

        assertThat(metrics.findValuesAsText("MetricName"))
                .containsExactly("ConsumedWriteCapacityUnits", "PolledEventCount");
        assertThat(metrics.findValuesAsText("Expression"))
                .containsExactly("IF(written > 0 AND FILL(polled, 0) == 0, 1, 0)");
        assertThat(Intrinsics.text(metrics.get(1).at("/MetricStat/Metric/Dimensions/0/Value")))
                .isEqualTo("MappingOld");
    }

    @Test
    void alarms_indexesOfTheSource_areWatchedWhateverTheirNames() {
        Map.of("StillReadIndexesOld", "ConsumedReadCapacityUnits", "ThrottledIndexesOld", "ReadThrottleEvents")
                .forEach((name, metric) -> assertThat(
                                simple.properties(ALARM, name).get("Metrics").findValuesAsText("Expression"))
                        .containsExactly("SELECT SUM(" + metric + ") FROM SCHEMA(\"AWS/DynamoDB\","
                                + " GlobalSecondaryIndexName, TableName) WHERE TableName = 'Old'"));
    }

    @Test
    void alarms_each_linksToASectionThatIsThere() throws IOException {
        List<String> sections = Files.readAllLines(RUNBOOK).stream()
                .filter(line -> line.startsWith("#"))
                .map(line ->
                        line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-'))
                .toList();

        assertThat(simple.resources(ALARM).values()).allSatisfy(alarm -> {
            String description = alarm.at("/Properties/AlarmDescription").asText();
            assertThat(description).contains("docs/runbook.md#");
            assertThat(sections).contains(description.substring(description.indexOf('#') + 1));
        });
    }

    @Test
    void alarms_topic_isToldWhereTheStageNamesOne() {
        String topic = "arn:aws:sns:eu-west-1:111122223333:pager";
        Synthesised told = Synthesised.of(
                Synthesised.SIMPLE, Map.of("stage", "told", "stages", Map.of("told", Map.of("alarmTopicArn", topic))));

        assertThat(told.resources(ALARM).values())
                .allSatisfy(alarm -> assertThat(
                                alarm.at("/Properties/AlarmActions/0").asText())
                        .isEqualTo(topic));
    }

    @Test
    void alarms_ofRecordsAndTables_watchWhatTheirNamesSay() {
        JsonNode dropped = simple.properties(ALARM, "DroppedOld");
        assertThat(dropped.get("MetricName").asText()).isEqualTo("DroppedEventCount");
        assertThat(Intrinsics.text(dropped.at("/Dimensions/0/Value"))).isEqualTo("MappingOld");
        assertThat(simple.properties(ALARM, "Quarantined").get("MetricName").asText())
                .isEqualTo("quarantined");
        assertThat(simple.properties(ALARM, "Quarantined")
                        .at("/Dimensions/0/Value")
                        .asText())
                .isEqualTo("20261121-simple");
        assertThat(simple.properties(ALARM, "ReverseQuarantined")
                        .at("/Dimensions/0/Value")
                        .asText())
                .isEqualTo("20261121-simple-reverse");
        Map.of(
                        "ThrottledOld", List.of("ReadThrottleEvents", "WriteThrottleEvents"),
                        "StillReadOld", List.of("ConsumedReadCapacityUnits"),
                        "StillWrittenOld", List.of("ConsumedWriteCapacityUnits"))
                .forEach((name, metrics) -> {
                    JsonNode alarm = simple.properties(ALARM, name);
                    assertThat(alarm.findValuesAsText("MetricName")).isEqualTo(metrics);
                    assertThat(alarm.findValuesAsText("Value")).containsOnly("Old");
                    assertThat(alarm.get("Threshold").asInt()).isZero();
                });
    }
}

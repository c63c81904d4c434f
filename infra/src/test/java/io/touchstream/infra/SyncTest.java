package io.touchstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Match;

class SyncTest {
    private static final String MAPPING = "AWS::Lambda::EventSourceMapping";
    private static final String FUNCTION = "AWS::Lambda::Function";

    private final Synthesised simple = Synthesised.of(Synthesised.SIMPLE);

    @Test
    void mapping_eachSource_readsFromTheOldestRecordAndLosesNone() {
        Synthesised merge = Synthesised.of(Synthesised.MERGE);

        assertThat(merge.resources(MAPPING)).containsOnlyKeys("MappingWeb", "MappingShop", "ReverseMappingAll");
        merge.template()
                .allResourcesProperties(
                        MAPPING,
                        Map.ofEntries(
                                Map.entry("StartingPosition", "TRIM_HORIZON"),
                                Map.entry("FunctionResponseTypes", List.of("ReportBatchItemFailures")),
                                Map.entry("BisectBatchOnFunctionError", true),
                                Map.entry("MaximumRetryAttempts", 10_000),
                                Map.entry("MaximumRecordAgeInSeconds", 72_000),
                                Map.entry("ParallelizationFactor", 10),
                                Map.entry("BatchSize", 1000),
                                Map.entry("MaximumBatchingWindowInSeconds", 1),
                                Map.entry("MetricsConfig", Map.of("Metrics", List.of("EventCount")))));
        JsonNode web = merge.properties(MAPPING, "MappingWeb");
        assertThat(Intrinsics.text(web.get("EventSourceArn"))).isEqualTo("StreamWeb.StreamArn");
        assertThat(Intrinsics.text(web.get("FunctionName"))).as("the alias").isEqualTo("SyncLive");
        assertThat(Intrinsics.text(web.at("/DestinationConfig/OnFailure/Destination")))
                .isEqualTo("Images.Arn");
    }

    @Test
    void mapping_ofTheWayBack_isDisabledUntilTheCutOver() {
        JsonNode reverse = simple.properties(MAPPING, "ReverseMappingNew");

        assertThat(reverse.get("Enabled").asBoolean()).isFalse();
        assertThat(simple.properties(MAPPING, "MappingOld").get("Enabled").asBoolean())
                .isTrue();
        assertThat(Intrinsics.text(reverse.get("EventSourceArn"))).isEqualTo("TargetNew.StreamArn");
        assertThat(Intrinsics.text(reverse.get("FunctionName"))).isEqualTo("ReverseSyncLive");
    }

    @Test
    void function_reverseSync_isTheSameCodeInTheOtherDirection() {
        JsonNode forward = simple.properties(FUNCTION, "Sync");
        JsonNode reverse = simple.properties(FUNCTION, "ReverseSync");

        for (String property :
                List.of("Code", "Handler", "Runtime", "Architectures", "SnapStart", "Timeout", "Layers")) {
            assertThat(reverse.get(property)).isEqualTo(forward.get(property));
        }
        assertThat(forward.at("/Environment/Variables").has("TOUCHSTREAM_DIRECTION"))
                .isFalse();
        assertThat(reverse.at("/Environment/Variables/TOUCHSTREAM_DIRECTION").asText())
                .isEqualTo("reverse");
    }

    @Test
    void function_sync_startsFromASnapshotBehindTheAlias() {
        simple.template()
                .hasResourceProperties(
                        FUNCTION,
                        Map.of(
                                "Handler", "io.touchstream.sync.SyncHandler::handleRequest",
                                "Runtime", "java21",
                                "Architectures", List.of("arm64"),
                                "SnapStart", Map.of("ApplyOn", "PublishedVersions"),
                                "Environment",
                                        Map.of(
                                                "Variables",
                                                Match.objectLike(
                                                        Map.of("TOUCHSTREAM_DEFINITION", "/opt/migration.yaml")))));
        JsonNode alias = simple.properties("AWS::Lambda::Alias", "SyncLive");
        assertThat(alias.get("Name").asText()).isEqualTo("live");
        assertThat(Intrinsics.text(alias.get("FunctionVersion"))).startsWith("SyncCurrentVersion");
    }

    @Test
    void function_any_knowsControlTableAndBucket() {
        List.of("Sync", "Touch", "Copy", "Verify", "Untouch", "Canary").forEach(name -> {
            JsonNode variables = simple.properties(FUNCTION, name).at("/Environment/Variables");
            assertThat(Intrinsics.text(variables.get("TOUCHSTREAM_CONTROL_TABLE")))
                    .isEqualTo("Control");
            assertThat(Intrinsics.text(variables.get("TOUCHSTREAM_IMAGE_BUCKET")))
                    .isEqualTo("Images");
            assertThat(variables.get("JAVA_TOOL_OPTIONS").asText())
                    .isEqualTo("-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        });
    }

    @Test
    void version_changedDefinition_isANewOne() {
        Synthesised changed = Synthesised.of(Synthesised.SIMPLE.replace("expiresAt", "ttl"));

        assertThat(versions(changed)).doesNotContainAnyElementsOf(versions(simple));
        assertThat(versions(Synthesised.of(Synthesised.SIMPLE, Map.of("other", "context"))))
                .isEqualTo(versions(simple));
    }

    @Test
    void segments_each_hasTheMostTimeThatLambdaGives() {
        for (String name : List.of("Touch", "Copy", "Verify", "Untouch")) {
            JsonNode function = simple.properties(FUNCTION, name);
            assertThat(function.get("Handler").asText()).isEqualTo("io.touchstream.touch.TouchHandler::handleRequest");
            assertThat(function.get("Timeout").asInt()).isEqualTo(900);
        }
    }

    @Test
    void stream_eachSource_isMadeSureOf() {
        Synthesised merge = Synthesised.of(Synthesised.MERGE);

        assertThat(merge.resources("Custom::SourceStream")).containsOnlyKeys("StreamWeb", "StreamShop");
        JsonNode properties = merge.properties("Custom::SourceStream", "StreamWeb");
        assertThat(properties.get("TableName").asText()).isEqualTo("Web");
        assertThat(properties.get("MigrationName").asText()).isEqualTo("merge");
    }

    private static List<String> versions(Synthesised stack) {
        return List.copyOf(stack.resources("AWS::Lambda::Version").keySet());
    }
}

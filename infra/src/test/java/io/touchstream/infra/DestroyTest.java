package io.touchstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What {@code cdk destroy} leaves, and what it takes: told by the template's own policies. */
class DestroyTest {
    private static final Set<String> DATA = Set.of("AWS::DynamoDB::Table", "AWS::S3::Bucket");
    private static final Set<String> SCALING =
            Set.of("AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy");

    private final Synthesised simple = Synthesised.of(Synthesised.SIMPLE);
    private final Synthesised split = Synthesised.of(Synthesised.SPLIT);

    @Test
    void destroy_anyStack_keepsTheDataAndNothingElse() {
        assertThat(kept(simple)).containsExactly("Control", "Images", "TargetNew");
        simple.json()
                .get("Resources")
                .properties()
                .forEach(resource -> assertThat(isKept(resource.getValue()))
                        .as(resource.getKey())
                        .isEqualTo(DATA.contains(resource.getValue().get("Type").asText())));
    }

    @Test
    void destroy_provisionedTarget_goesOnScaling() {
        for (String type : SCALING) {
            Map<String, JsonNode> resources = split.resources(type);
            assertThat(resources).hasSize(4);
            assertThat(resources.values()).allMatch(DestroyTest::isKept);
        }
    }

    @Test
    void destroy_keptTables_refuseToBeDeletedByHandToo() {
        split.resources("AWS::DynamoDB::Table")
                .forEach((name, table) -> assertThat(table.at("/Properties/DeletionProtectionEnabled")
                                .asBoolean())
                        .as(name)
                        .isTrue());
    }

    /** Its function decides, by what it enabled: SourceStreamHandlerIT. */
    @Test
    void destroy_sourceStream_isAskedAbout() {
        assertThat(isKept(simple.resource("Custom::SourceStream", "StreamOld"))).isFalse();
    }

    private static Set<String> kept(Synthesised stack) {
        Set<String> kept = new TreeSet<>();
        stack.json().get("Resources").properties().forEach(resource -> {
            if (isKept(resource.getValue())) {
                kept.add(Intrinsics.plain(resource.getKey()));
            }
        });
        return kept;
    }

    private static boolean isKept(JsonNode resource) {
        return resource.path("DeletionPolicy").asText().equals("Retain");
    }
}

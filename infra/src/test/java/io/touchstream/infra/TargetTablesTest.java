package io.touchstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Match;

class TargetTablesTest {
    private static final String TABLE = "AWS::DynamoDB::Table";
    private static final String TARGET = "AWS::ApplicationAutoScaling::ScalableTarget";
    private static final String POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy";

    private final Synthesised simple = Synthesised.of(Synthesised.SIMPLE);
    private final Synthesised split = Synthesised.of(Synthesised.SPLIT);

    @Test
    void create_everyKindOfIndex_isAsDefined() {
        simple.template()
                .hasResourceProperties(
                        TABLE,
                        Map.of(
                                "TableName", "New",
                                "BillingMode", "PAY_PER_REQUEST",
                                "KeySchema", List.of(key("PK", "HASH"), key("SK", "RANGE")),
                                "AttributeDefinitions",
                                        List.of(
                                                attribute("PK", "S"),
                                                attribute("SK", "N"),
                                                attribute("G", "B"),
                                                attribute("H", "S"),
                                                attribute("L", "S")),
                                "GlobalSecondaryIndexes",
                                        List.of(
                                                Map.of(
                                                        "IndexName", "GSI1",
                                                        "KeySchema", List.of(key("G", "HASH"), key("H", "RANGE")),
                                                        "Projection",
                                                                Map.of(
                                                                        "ProjectionType",
                                                                        "INCLUDE",
                                                                        "NonKeyAttributes",
                                                                        List.of("a", "b"))),
                                                Map.of(
                                                        "IndexName", "GSI2",
                                                        "KeySchema", List.of(key("H", "HASH")),
                                                        "Projection", Map.of("ProjectionType", "KEYS_ONLY"))),
                                "LocalSecondaryIndexes",
                                        List.of(Map.of(
                                                "IndexName", "LSI1",
                                                "KeySchema", List.of(key("PK", "HASH"), key("L", "RANGE")),
                                                "Projection", Map.of("ProjectionType", "ALL"))),
                                "TimeToLiveSpecification", Map.of("AttributeName", "expiresAt", "Enabled", true)));
    }

    @Test
    void create_anyTable_outlivesTheStack() {
        assertThat(split.resources(TABLE)).containsOnlyKeys("Control", "TargetCustomers", "TargetOrders");
        assertThat(split.resources(TABLE).values()).allSatisfy(table -> {
            assertThat(table.get("DeletionPolicy").asText()).isEqualTo("Retain");
            assertThat(table.get("UpdateReplacePolicy").asText()).isEqualTo("Retain");
            assertThat(table.at("/Properties/DeletionProtectionEnabled").asBoolean())
                    .isTrue();
            assertThat(table.at("/Properties/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled")
                            .asBoolean())
                    .isTrue();
        });
    }

    @Test
    void create_target_hasAStreamForTheWayBack() {
        for (String table : List.of("TargetCustomers", "TargetOrders")) {
            assertThat(split.properties(TABLE, table)
                            .at("/StreamSpecification/StreamViewType")
                            .asText())
                    .isEqualTo("NEW_AND_OLD_IMAGES");
        }
    }

    @Test
    void create_provisioned_scalesTableAndIndexes() {
        JsonNode table = split.properties(TABLE, "TargetCustomers");
        JsonNode units = table.get("ProvisionedThroughput");

        assertThat(table.has("BillingMode") && table.get("BillingMode").asText().equals("PAY_PER_REQUEST"))
                .isFalse();
        assertThat(units.toString()).isEqualTo("{\"ReadCapacityUnits\":5,\"WriteCapacityUnits\":10}");
        assertThat(table.at("/GlobalSecondaryIndexes/0/ProvisionedThroughput")).isEqualTo(units);
        split.template().resourceCountIs(TARGET, 4);
        split.template().resourceCountIs(POLICY, 4);
        for (String resource : List.of("table", "index")) {
            bounds("dynamodb:" + resource + ":ReadCapacityUnits", 5, 500);
            bounds("dynamodb:" + resource + ":WriteCapacityUnits", 10, 1000);
        }
        target("DynamoDBWriteCapacityUtilization", 50);
        target("DynamoDBReadCapacityUtilization", 70);
    }

    @Test
    void create_warmThroughput_holdsForTableAndIndexes() {
        JsonNode table = split.properties(TABLE, "TargetOrders");

        assertThat(table.get("WarmThroughput").toString())
                .isEqualTo("{\"ReadUnitsPerSecond\":24000,\"WriteUnitsPerSecond\":8000}");
        assertThat(table.at("/GlobalSecondaryIndexes/0/WarmThroughput")).isEqualTo(table.get("WarmThroughput"));
    }

    @Test
    void create_noKey_isEncryptedWithAKeyThatAwsOwns() {
        assertThat(simple.properties(TABLE, "TargetNew").get("SSESpecification").toString())
                .isEqualTo("{\"SSEEnabled\":false}");
    }

    @Test
    void create_customersKey_encryptsEverything() {
        String key = "arn:aws:kms:eu-west-1:111122223333:key/0123";
        Synthesised keyed = Synthesised.of(
                Synthesised.SIMPLE, Map.of("stage", "keyed", "stages", Map.of("keyed", Map.of("keyArn", key))));

        for (String table : List.of("Control", "TargetNew")) {
            JsonNode encryption = keyed.properties(TABLE, table).get("SSESpecification");
            assertThat(encryption.get("SSEType").asText()).isEqualTo("KMS");
            assertThat(encryption.get("KMSMasterKeyId").asText()).isEqualTo(key);
        }
        assertThat(keyed.properties("AWS::S3::Bucket", "Images")
                        .at(
                                "/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/KMSMasterKeyID")
                        .asText())
                .isEqualTo(key);
        assertThat(keyed.statements("TouchRole")
                        .map(statement -> statement.path("Sid").asText()))
                .contains("Keys");
    }

    private void bounds(String dimension, int least, int most) {
        split.template()
                .hasResourceProperties(
                        TARGET, Map.of("ScalableDimension", dimension, "MinCapacity", least, "MaxCapacity", most));
    }

    private void target(String metric, int percent) {
        split.template()
                .hasResourceProperties(
                        POLICY,
                        Map.of(
                                "TargetTrackingScalingPolicyConfiguration",
                                Match.objectLike(Map.of(
                                        "PredefinedMetricSpecification",
                                        Map.of("PredefinedMetricType", metric),
                                        "TargetValue",
                                        percent))));
    }

    private static Map<String, Object> key(String name, String type) {
        return Map.of("AttributeName", name, "KeyType", type);
    }

    private static Map<String, Object> attribute(String name, String type) {
        return Map.of("AttributeName", name, "AttributeType", type);
    }
}

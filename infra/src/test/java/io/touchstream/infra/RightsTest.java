package io.touchstream.infra;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds every role to exactly the grants that are listed here: one test for each, and one that there are no others. */
class RightsTest {
    private static final String ROWS =
            "dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on Control.Arn";
    private static final String ROWS_AND_QUARANTINE = "dynamodb:BatchGetItem " + ROWS;
    private static final String OLD = "arn:${Partition}:dynamodb:${Region}:${AccountId}:table/Old";
    private static final String LAMBDA = "arn:${Partition}:lambda:${Region}:${AccountId}:";
    private static final String WRITE_TARGET = "dynamodb:DeleteItem dynamodb:PutItem on TargetNew.Arn";
    private static final String COPY_TARGET = "dynamodb:BatchGetItem " + WRITE_TARGET;

    private static final String TOMBSTONES = "dynamodb:ConditionCheckItem on Control.Arn";

    private static final Map<String, Map<String, String>> GRANTS = Map.ofEntries(
            role(
                    "Sync",
                    Map.of(
                            "Control",
                            ROWS_AND_QUARANTINE,
                            "Target",
                            WRITE_TARGET,
                            "Tombstones",
                            TOMBSTONES,
                            "Stream",
                            "dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator"
                                    + " on StreamOld.StreamArn",
                            "Streams",
                            "dynamodb:ListStreams on " + OLD + "/stream/*",
                            "Images",
                            "s3:PutObject on Images.Arn/quarantine/* Images.Arn/aws/lambda/*",
                            "Bucket",
                            "s3:ListBucket on Images.Arn")),
            role(
                    "ReverseSync",
                    Map.of(
                            "Control",
                            ROWS_AND_QUARANTINE,
                            "Source",
                            "dynamodb:DeleteItem dynamodb:DescribeTable dynamodb:GetItem dynamodb:PutItem on " + OLD,
                            "Target",
                            "dynamodb:GetItem on TargetNew.Arn",
                            "Stream",
                            "dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator"
                                    + " on TargetNew.StreamArn",
                            "Streams",
                            "dynamodb:ListStreams on TargetNew.Arn/stream/*",
                            "Images",
                            "s3:PutObject on Images.Arn/quarantine/* Images.Arn/aws/lambda/*",
                            "Bucket",
                            "s3:ListBucket on Images.Arn")),
            role(
                    "Touch",
                    Map.of(
                            "Control", ROWS,
                            "Source",
                                    "dynamodb:BatchGetItem dynamodb:DescribeTable dynamodb:Scan dynamodb:UpdateItem on "
                                            + OLD,
                            "Target", COPY_TARGET,
                            "Tombstones", TOMBSTONES)),
            role(
                    "Copy",
                    Map.of(
                            "Control", ROWS,
                            "Source", "dynamodb:BatchGetItem dynamodb:DescribeTable dynamodb:Scan on " + OLD,
                            "Target", COPY_TARGET,
                            "Tombstones", TOMBSTONES)),
            role(
                    "Verify",
                    Map.of(
                            "Control",
                            ROWS_AND_QUARANTINE,
                            "Source",
                            "dynamodb:BatchGetItem dynamodb:DescribeTable dynamodb:Scan on " + OLD,
                            "Target",
                            "dynamodb:BatchGetItem dynamodb:Scan on TargetNew.Arn")),
            role(
                    "Untouch",
                    Map.of(
                            "Control",
                            ROWS,
                            "Source",
                            "dynamodb:DescribeTable dynamodb:Scan dynamodb:UpdateItem on " + OLD)),
            role(
                    "Canary",
                    Map.of(
                            "Control",
                            "dynamodb:GetItem on Control.Arn",
                            "Source",
                            "dynamodb:DescribeTable dynamodb:Scan dynamodb:UpdateItem on " + OLD)),
            role(
                    "SourceStream",
                    Map.of(
                            "Source",
                            "dynamodb:DescribeTable dynamodb:UpdateTable on " + OLD,
                            "Readers",
                            "lambda:ListEventSourceMappings on *")),
            role("StreamProvider", Map.of("Function", "lambda:GetFunction lambda:InvokeFunction on SourceStream.Arn")),
            entry(
                    "RunRole",
                    Map.of(
                            "Functions",
                                    "lambda:InvokeFunction on Touch.Arn Copy.Arn Verify.Arn Untouch.Arn Canary.Arn",
                            "Mappings", "lambda:GetEventSourceMapping on " + LAMBDA + "event-source-mapping:MappingOld",
                            "LogDelivery",
                                    "logs:CreateLogDelivery logs:DeleteLogDelivery logs:DescribeLogGroups"
                                            + " logs:DescribeResourcePolicies logs:GetLogDelivery logs:ListLogDeliveries"
                                            + " logs:PutResourcePolicy logs:UpdateLogDelivery on *",
                            "Children", "states:StartExecution on Run",
                            "ChildExecutions",
                                    "states:DescribeExecution states:RedriveExecution states:StopExecution on "
                                            + "arn:${Partition}:states:${Region}:${AccountId}:execution:Run.Name:* "
                                            + "arn:${Partition}:states:${Region}:${AccountId}:execution:Run.Name/Segments:*")));

    /** Where a star stands, and why nothing narrower can stand there. */
    private static final Map<String, String> WILDCARDS = Map.of(
            "SourceStreamRole Readers", "ListEventSourceMappings has no resource level",
            "RunRole LogDelivery", "log deliveries have no resource level",
            "SyncRole Streams", "ListStreams names no stream; it is bound to the source table",
            "SyncRole Images", "objects are named as they come; bound to two folders of the one bucket",
            "ReverseSyncRole Streams", "as for SyncRole, bound to the target table",
            "ReverseSyncRole Images", "as for SyncRole",
            "RunRole ChildExecutions", "executions are named as they come; bound to the one machine");

    private final Synthesised simple = Synthesised.of(Synthesised.SIMPLE);

    @TestFactory
    Stream<DynamicTest> statements_eachGrant_isExact() {
        return GRANTS.entrySet().stream()
                .flatMap(role -> role.getValue().entrySet().stream()
                        .map(grant -> DynamicTest.dynamicTest(
                                role.getKey() + "_" + grant.getKey(),
                                () -> assertThat(grants(role.getKey())).contains(grant))));
    }

    @Test
    void statements_anyRole_hasNoOtherGrants() {
        assertThat(simple.resources("AWS::IAM::Role").keySet()).containsExactlyInAnyOrderElementsOf(GRANTS.keySet());
        GRANTS.forEach((role, grants) -> assertThat(grants(role)).containsExactlyInAnyOrderEntriesOf(grants));
    }

    @Test
    void statements_ofTheCopyLane_writeNoSource() {
        Synthesised copies = Synthesised.of(Synthesised.SIMPLE + "touch: {lane: copy}\n");

        for (String role : copies.resources("AWS::IAM::Role").keySet()) {
            boolean writes = copies.statements(role)
                    .filter(statement -> Synthesised.elements(statement.get("Resource"))
                            .anyMatch(resource -> Intrinsics.text(resource).equals(OLD)))
                    .flatMap(statement -> Synthesised.elements(statement.get("Action")))
                    .anyMatch(action -> action.asText().matches("dynamodb:(Put|Update|Delete)Item"));
            assertThat(writes).as(role).isEqualTo(role.equals("ReverseSyncRole"));
        }
    }

    @Test
    void statements_anyWildcard_isNamedHere() {
        List<String> found = GRANTS.keySet().stream()
                .flatMap(role -> grants(role).entrySet().stream()
                        .filter(grant -> grant.getValue().contains("*"))
                        .map(grant -> role + " " + grant.getKey()))
                .toList();

        assertThat(found).containsExactlyInAnyOrderElementsOf(WILDCARDS.keySet());
    }

    @Test
    void role_anyRole_hasNoManagedPolicyAndOneServiceToAssumeIt() {
        simple.resources("AWS::IAM::Role").forEach((name, role) -> {
            assertThat(role.get("Properties").has("ManagedPolicyArns")).as(name).isFalse();
            assertThat(role.at("/Properties/AssumeRolePolicyDocument/Statement").size())
                    .isEqualTo(1);
            assertThat(role.at("/Properties/AssumeRolePolicyDocument/Statement/0/Principal/Service")
                            .asText())
                    .isEqualTo(name.equals("RunRole") ? "states.amazonaws.com" : "lambda.amazonaws.com");
        });
    }

    @Test
    void functions_each_hasARoleOfItsOwn() {
        List<String> roles = simple.resources("AWS::Lambda::Function").values().stream()
                .map(function -> Intrinsics.text(function.at("/Properties/Role")))
                .toList();

        assertThat(roles).doesNotHaveDuplicates().hasSize(9);
    }

    @Test
    void merge_twoSources_everyGrantNamesBothAndNothingElse() {
        Synthesised merge = Synthesised.of(Synthesised.MERGE);
        String tables = "arn:${Partition}:dynamodb:${Region}:${AccountId}:table/";

        assertThat(grants(merge, "UntouchRole").get("Source")).endsWith(" on " + tables + "Web " + tables + "Shop");
        assertThat(grants(merge, "SyncRole").get("Stream")).endsWith(" on StreamWeb.StreamArn StreamShop.StreamArn");
    }

    private Map<String, String> grants(String role) {
        return grants(simple, role);
    }

    private static Map<String, String> grants(Synthesised stack, String role) {
        return stack.statements(role)
                .collect(Collectors.toMap(statement -> statement.get("Sid").asText(), RightsTest::grant));
    }

    private static String grant(JsonNode statement) {
        assertThat(statement.get("Effect").asText()).isEqualTo("Allow");
        return texts(statement.get("Action")) + " on " + texts(statement.get("Resource"));
    }

    private static String texts(JsonNode values) {
        return Synthesised.elements(values).map(Intrinsics::text).collect(Collectors.joining(" "));
    }

    /** A function's role may write the function's own log, besides what is listed. */
    private static Map.Entry<String, Map<String, String>> role(String function, Map<String, String> grants) {
        Map<String, String> all = new HashMap<>(grants);
        all.put("Log", "logs:CreateLogStream logs:PutLogEvents on " + function + "Log.Arn");
        return entry(function + "Role", Map.copyOf(all));
    }
}

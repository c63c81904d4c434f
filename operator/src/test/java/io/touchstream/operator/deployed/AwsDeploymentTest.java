package io.touchstream.operator.deployed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.deployed.Execution.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;

/** What is asked of AWS, to the letter, and what is made of its answers. */
class AwsDeploymentTest {
    private static final RunInput INPUT = new RunInput("ts-1", "TOUCH", 80, 20);
    private static final String INPUT_TEXT =
            "{\\\"run\\\":\\\"ts-1\\\",\\\"job\\\":\\\"TOUCH\\\",\\\"totalSegments\\\":80,\\\"maxConcurrency\\\":20}";

    private static final MigrationDefinition DEFINITION = MigrationLoader.parse(
            "test.yaml", "name: books\nsource: {tables: [Old]}\ntarget: {tables: {New: {partitionKey: {id: S}}}}\n");

    private final FakeAws aws;
    private final FakeEndpoints endpoints;

    AwsDeploymentTest() throws IOException {
        aws = new FakeAws();
        endpoints = new FakeEndpoints(aws);
    }

    @BeforeEach
    void deploy() {
        aws.deploy("books", "abc", true, "Old");
    }

    @AfterEach
    void close() {
        endpoints.close();
        aws.close();
    }

    @Test
    void find_stack_isReadFromItsOutputs() {
        assertThat(deployment().stack())
                .isEqualTo(new Stack(
                        "touchstream-books",
                        "CREATE_COMPLETE",
                        "books",
                        "abc",
                        FakeAws.MACHINE,
                        List.of("sync-1", "reverse-1"),
                        Map.of("Old", "id-of-Old"),
                        Map.of("New", "id-of-New"),
                        List.of("arn:aws:iam::111122223333:role/touch-1", "arn:aws:iam::111122223333:role/reverse-1"),
                        List.of("arn:aws:iam::111122223333:role/sync-1"),
                        "https://dashboard",
                        true));
        assertThat(aws.requests).containsExactly("DescribeStacks {StackName=touchstream-books}");
    }

    @Test
    void find_noStack_isNone() {
        aws.outputs.clear();

        assertThat(find()).isEmpty();
    }

    @Test
    void find_accessDenied_isNotTakenForNoStack() {
        aws.errors.put("DescribeStacks", "AccessDenied: User is not authorized");

        assertThatThrownBy(this::find)
                .isInstanceOf(CloudFormationException.class)
                .hasMessageContaining("not authorized");
    }

    @Test
    void find_outputMissing_saysSo() {
        aws.outputs.remove("StateMachineArn");

        assertThatThrownBy(this::find)
                .isInstanceOf(UnusableException.class)
                .hasMessage("stack touchstream-books is in state CREATE_COMPLETE and has no output StateMachineArn: "
                        + "deploy it again");
    }

    @Test
    void find_noWayBack_hasNoMappingsForIt() {
        aws.outputs.remove("ReverseSyncFunctionName");
        aws.outputs.put("ReverseEventSourceMappings", "{}");

        assertThat(deployment().stack().syncFunctions()).containsExactly("sync-1");
        assertThat(deployment().stack().reverseMappings()).isEmpty();
    }

    @Test
    void find_outputOfAnotherForm_saysSo() {
        aws.outputs.put("SourceWriterRoles", "none");

        assertThatThrownBy(this::find)
                .isInstanceOf(UnusableException.class)
                .hasMessage("stack touchstream-books: output SourceWriterRoles is not of this version's form: "
                        + "deploy it again");
    }

    @Test
    void start_twice_isOneExecution() {
        Deployment deployment = deployment();

        deployment.start("ts-1", INPUT);
        deployment.start("ts-1", INPUT);
        deployment.start("ts-1", new RunInput("ts-1", "TOUCH", 80, 40));

        assertThat(aws.requests)
                .contains("StartExecution {\"stateMachineArn\":\"" + FakeAws.MACHINE
                        + "\",\"name\":\"ts-1\",\"input\":\"" + INPUT_TEXT + "\"}");
        assertThat(aws.states.executions).containsOnlyKeys("ts-1");
        assertThat(deployment.execution("ts-1")).map(Execution::maxConcurrency).contains(20);
    }

    @Test
    void execution_noneOfThatName_isNone() {
        assertThat(deployment().execution("ts-1")).isEmpty();
        assertThat(aws.requests).endsWith("DescribeExecution {\"executionArn\":\"" + FakeAws.EXECUTIONS + "ts-1\"}");
    }

    @Test
    void stopAndRedrive_execution_areAskedByItsArn() {
        Deployment deployment = deployment();
        deployment.start("ts-1", INPUT);

        deployment.stop("ts-1", "pause --stop");
        assertThat(deployment.execution("ts-1")).map(Execution::status).contains(Status.ABORTED);
        deployment.redrive("ts-1");

        assertThat(deployment.execution("ts-1")).hasValueSatisfying(execution -> {
            assertThat(execution.isRunning()).isTrue();
            assertThat(execution.redrives()).isEqualTo(1);
        });
        assertThat(aws.requests.get(2))
                .isEqualTo("StopExecution {\"executionArn\":\"" + FakeAws.EXECUTIONS
                        + "ts-1\",\"cause\":\"pause --stop\"}");
        assertThat(aws.requests.get(4))
                .startsWith("RedriveExecution {\"executionArn\":\"" + FakeAws.EXECUTIONS + "ts-1\"");
    }

    @Test
    void mapRuns_running_areCountedAndLimited() {
        Deployment deployment = deployment();
        deployment.start("ts-1", INPUT);

        MapRun run = deployment.mapRuns("ts-1").get(0);
        deployment.limit(run, 7);

        assertThat(run).isEqualTo(new MapRun("map-of-ts-1", true, 20, 5, 4, 3, 3));
        assertThat(aws.requests).endsWith("UpdateMapRun {\"mapRunArn\":\"map-of-ts-1\",\"maxConcurrency\":7}");
    }

    @Test
    void mappingState_id_isAskedOfLambda() {
        assertThat(deployment().mappingState("id-of-Old")).isEqualTo("Enabled");
        assertThat(aws.requests).endsWith("GET /2015-03-31/event-source-mappings/id-of-Old");
    }

    @Test
    void measure_sumsAndMaxima_areMadeOfTheMinutes() {
        Measure age = Measure.iteratorAge("sync-1");
        Measure writes = Measure.table("Old", "ConsumedWriteCapacityUnits");
        Measure ofIndex = Measure.index("New", "GSI1", "WriteThrottleEvents");
        aws.metrics.put("IteratorAge/sync-1", List.of(1500.0, 4000.0, 20.0));
        aws.metrics.put("ConsumedWriteCapacityUnits/Old", List.of(10.0, 5.5));
        Instant end = Instant.parse("2026-11-21T10:05:00Z");

        assertThat(deployment().measure(List.of(age, writes, ofIndex), end.minusSeconds(300), end))
                .isEqualTo(Map.of(age, 4000.0, writes, 15.5));
        assertThat(aws.requests.get(1))
                .startsWith("GetMetricData {EndTime=2026-11-21T10:05:00Z, MetricDataQueries.member.1.Id=m0, "
                        + "MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name=FunctionName, "
                        + "MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value=sync-1, "
                        + "MetricDataQueries.member.1.MetricStat.Metric.MetricName=IteratorAge, "
                        + "MetricDataQueries.member.1.MetricStat.Metric.Namespace=AWS/Lambda, "
                        + "MetricDataQueries.member.1.MetricStat.Period=60, "
                        + "MetricDataQueries.member.1.MetricStat.Stat=Maximum, ")
                .endsWith("StartTime=2026-11-21T10:00:00Z}");
    }

    @Test
    void describe_measuresThatAreNotComplete_saysSoBesideTheRest() {
        aws.completeness = "InternalError";

        Map<String, Object> status =
                new DeployedStatus(deployment(), DEFINITION).describe(null, Instant.parse("2026-11-21T10:05:00Z"));

        assertThat(status).containsKey("mappings").doesNotContainKey("lastFiveMinutes");
        assertThat(status.get("unmeasured")).asString().contains("(InternalError)");
    }

    private Deployment deployment() {
        return find().orElseThrow();
    }

    private Optional<Deployment> find() {
        return AwsDeployment.find(new Connection(null, "eu-west-1", null), "books");
    }
}

package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.machine.interpreter.Machine;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.deployed.FakeAws;
import io.touchstream.operator.deployed.FakeEndpoints;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.MigrationRun;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Runs.Run;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands on a deployed migration, from their arguments to a proven end. What AWS provides is stood in for over HTTP;
 * the functions are the real ones, on DynamoDB Local.
 */
class DeployedCommandsIT {
    private static final int ITEMS = 40;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final FakeAws aws;
    private final FakeEndpoints endpoints;
    private final BookShop shop;
    private final InputStream input = System.in;
    private @Nullable Workspace workspace;
    private @Nullable MigrationRun sync;

    DeployedCommandsIT(@TempDir Path folder) throws IOException {
        aws = new FakeAws();
        endpoints = new FakeEndpoints(aws);
        shop = new BookShop(folder);
        this.folder = folder;
    }

    @BeforeEach
    void deploy() throws Exception {
        endpoints.set("aws.endpointUrlDynamoDb", shop.database.endpoint().toString());
        shop.open(2_000);
        shop.stock(ITEMS);
        aws.deploy(shop.name, definition().checksum(), false, shop.source);
        // What the deployment creates, and the function that applies changes.
        workspace = workspace();
        sync = new MigrationRun(workspace, new Stop(), new Progress(System.err, false));
        sync.synchronise(UnaryOperator.identity(), folder.resolve("failed"), line -> {});
        // A change at once: the first one after an idle start has been seen to be reported as trimmed here.
        shop.put(BookShop.item("i0", "book", "o0", "c0", 1));
        assertThat(sync.awaitSettled()).isTrue();
    }

    @AfterEach
    void close() {
        System.setIn(input);
        if (sync != null && workspace != null) {
            sync.close();
            workspace.close();
        }
        endpoints.close();
        aws.close();
    }

    @Test
    void touchAndVerify_deployed_areProven() throws Exception {
        aws.states.work = this::carryOut;

        CapturedCommand touch = execute("touch", "--concurrency", "5", "--json");
        assertThat(touch.status()).describedAs(touch.err()).isZero();
        assertThat(touch.json().get("completed").asBoolean()).isTrue();
        assertThat(touch.json().at("/touch/scanned").asInt()).isEqualTo(ITEMS);
        assertThat(Objects.requireNonNull(sync).settle()).isTrue();
        CapturedCommand verify = execute("verify", "--json");
        assertThat(verify.status()).describedAs(verify.out() + verify.err()).isZero();
        assertThat(verify.json().get("equal").asBoolean()).isTrue();

        try (Workspace stored = workspace()) {
            assertThat(stored.runs().all()).extracting(Run::outcome).containsExactlyInAnyOrder("equal", "complete");
            assertThat(stored.settings().read().workers()).isEqualTo(5);
        }
        assertThat(aws.requests)
                .filteredOn(request -> request.startsWith("StartExecution"))
                .hasSize(2);

        CapturedCommand again = execute("touch", "--json");
        assertThat(again.status()).isZero();
        assertThat(again.json().get("alreadyTouched").asBoolean()).isTrue();
        CapturedCommand last = execute("verify", "--last", "--json");
        assertThat(last.status()).isZero();
        assertThat(last.json().get("equal").asBoolean()).isTrue();
        assertThat(aws.requests)
                .filteredOn(request -> request.startsWith("StartExecution"))
                .hasSize(2);
    }

    @Test
    void run_cloudFormationDenied_saysSoAndSynchronises() throws IOException {
        aws.errors.put("DescribeStacks", "AccessDenied: not allowed");
        endpoints.set("aws.endpointUrlDynamoDbStreams", shop.database.endpoint().toString());

        CapturedCommand run = execute("run", "--json");

        assertThat(run.status()).describedAs(run.err()).isZero();
        assertThat(run.err()).contains("as CloudFormation denied access: this process synchronises");
    }

    @Test
    void touch_underWay_isFoundAndNotStartedTwice() throws IOException {
        CapturedCommand first = execute("touch", "--detach", "--json");
        assertThat(first.status()).describedAs(first.err()).isZero();
        assertThat(first.json().get("completed").asBoolean()).isFalse();
        assertThat(first.json().at("/execution/status").asText()).isEqualTo("RUNNING");

        JsonNode second =
                execute("touch", "--detach", "--concurrency", "9", "--json").json();

        assertThat(second.get("execution")).isEqualTo(first.json().get("execution"));
        assertThat(aws.states.executions).hasSize(1);
        try (Workspace stored = workspace()) {
            assertThat(stored.settings().read().workers()).isEqualTo(20);
        }
    }

    @Test
    void touch_interruptedWhileFollowing_endsTheFollowingAndNotTheJob() throws Exception {
        try (CommandProcess touch = CommandProcess.start(folder, environment(), arguments("touch"))) {
            touch.awaitUntil(
                    () -> aws.requests.stream().anyMatch(request -> request.startsWith("StartExecution")),
                    CommandProcess.PATIENCE);
            touch.interrupt();

            assertThat(touch.await(CommandProcess.PATIENCE))
                    .describedAs(touch.err())
                    .isIn(CommandProcess.INTERRUPTED);
            assertThat(touch.out()).contains("goes on in the stack: touch follows it");
            assertThat(touch.err()).doesNotContain("Exception", "\tat ");
        }

        assertThat(aws.requests).noneMatch(request -> request.startsWith("StopExecution"));
        JsonNode again = execute("touch", "--detach", "--json").json();
        assertThat(again.at("/execution/status").asText()).isEqualTo("RUNNING");
        assertThat(aws.states.executions).hasSize(1);
    }

    @Test
    void touch_failedExecution_saysWhyAndIsStartedUnderTheNextName() throws IOException {
        aws.states.work = this::failing;
        CapturedCommand failed = execute("touch");
        assertThat(failed.status()).isEqualTo(3);
        assertThat(failed.err()).contains("SegmentsFailed: At least one segment failed", "docs/runbook.md");
        String run = aws.states.executions.keySet().iterator().next();

        aws.states.work = this::carryOut;
        CapturedCommand again = execute("touch");

        assertThat(again.status()).describedAs(again.err()).isZero();
        assertThat(aws.states.executions).containsOnlyKeys(run, run + "-2");
        assertThat(shop.touched()).isEqualTo(ITEMS);
    }

    @Test
    void pauseStop_execution_isStoppedAndTouchGoesOnWithIt() throws IOException {
        execute("touch", "--detach");
        String run = aws.states.executions.keySet().iterator().next();

        CapturedCommand stopped = execute("pause", "--stop", "--json");
        assertThat(stopped.json().at("/stopped/0").asText()).isEqualTo(run);
        assertThat(execute("resume").status()).isZero();
        aws.states.work = this::carryOut;
        assertThat(execute("touch").status()).isZero();

        assertThat(aws.states.executions).containsOnlyKeys(run);
        assertThat(aws.requests).anyMatch(request -> request.startsWith("RedriveExecution"));
        assertThat(shop.touched()).isEqualTo(ITEMS);
    }

    @Test
    void rateConcurrency_runningMap_isUpdatedAndTheWorkersAreCounted() throws IOException {
        execute("touch", "--detach");

        CapturedCommand rate = execute("rate", "70", "--concurrency", "8", "--json");

        assertThat(rate.status()).describedAs(rate.err()).isZero();
        assertThat(aws.requests.get(aws.requests.size() - 1))
                .startsWith("UpdateMapRun")
                .endsWith("\"maxConcurrency\":8}");
        try (Workspace stored = workspace()) {
            assertThat(stored.settings().read().workers()).isEqualTo(8);
            assertThat(stored.settings().read().maxWriteUnitsPerSecond()).isEqualTo(70);
        }
    }

    @Test
    void rate_nothingUnderWayOrOutOfBounds_isRefused() {
        CapturedCommand idle = execute("rate", "--concurrency", "8");
        assertThat(idle.status()).isEqualTo(3);
        assertThat(idle.err()).contains("works on no run");
        assertThat(execute("rate", "--concurrency", "0").status()).isEqualTo(2);
        assertThat(execute("rate").status()).isEqualTo(2);
    }

    @Test
    void status_deployed_showsStackMappingsExecutionAndMetrics() throws IOException {
        execute("touch", "--detach");
        aws.metrics.put("IteratorAge/sync-1", List.of(1200.0, 300.0));
        aws.metrics.put("IteratorAge/reverse-1", List.of(700.0, 2500.0));
        aws.metrics.put("ConsumedWriteCapacityUnits/" + shop.target, List.of(10.0, 20.0));
        aws.metrics.put("WriteThrottleEvents/" + shop.source, List.of(2.0));

        JsonNode status = execute("status", "--json").json();

        assertThat(status.at("/stack/name").asText()).isEqualTo("touchstream-" + shop.name);
        assertThat(status.at("/stack/definition").asText()).isEqualTo("same");
        assertThat(status.at("/mappings/" + shop.source).asText()).isEqualTo("Enabled");
        assertThat(status.at("/execution/status").asText()).isEqualTo("RUNNING");
        assertThat(status.at("/execution/mapRuns/0/waiting").asInt()).isEqualTo(5);
        assertThat(status.at("/reverseMappings/New").asText()).isEqualTo("Enabled");
        assertThat(status.get("iteratorAgeMillis").asInt())
                .describedAs("the worse")
                .isEqualTo(2500);
        assertThat(status.at("/lastFiveMinutes/" + shop.target + "/ConsumedWriteCapacityUnits")
                        .asInt())
                .isEqualTo(30);
        assertThat(status.at("/lastFiveMinutes/" + shop.source + "/WriteThrottleEvents")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void redrive_deployed_letsWhatWasMendedThroughAgain() throws Exception {
        shop.put(BookShop.item("second", "book", "o0", "c0", 1));
        assertThat(Objects.requireNonNull(sync).settle()).isTrue();

        CapturedCommand list = execute("quarantine", "list", "--json");
        assertThat(list.status()).describedAs(list.err()).isEqualTo(1);
        assertThat(list.json().get("quarantine"))
                .extracting(entry -> entry.get("source").asText())
                .containsExactly(shop.source + "/id=S:second");

        shop.client.deleteItem(request -> request.tableName(shop.source).key(Map.of("id", BookShop.s("i0"))));
        assertThat(Objects.requireNonNull(sync).settle()).isTrue();
        CapturedCommand redrive = execute("redrive", "--json");
        assertThat(redrive.status()).describedAs(redrive.err()).isZero();
        assertThat(Objects.requireNonNull(sync).settle()).isTrue();
        assertThat(execute("quarantine", "list").status()).isZero();
        assertThat(shop.targetItems()).containsKey("second").doesNotContainKey("i0");
    }

    @Test
    void production_changes_areConfirmedFirst() {
        aws.outputs.put("Production", "true");

        for (List<String> command : List.of(
                List.of("touch"),
                List.of("rate", "5"),
                List.of("resume"),
                List.of("redrive"),
                List.of("verify", "--repair"))) {
            CapturedCommand unconfirmed = execute(command.toArray(String[]::new));
            assertThat(unconfirmed.status()).describedAs(command.toString()).isEqualTo(2);
            assertThat(unconfirmed.err().lines())
                    .containsExactly("stack touchstream-" + shop.name
                            + " is in production and nothing was changed: confirm with --confirm " + shop.name);
        }
        assertThat(aws.states.executions).isEmpty();

        assertThat(execute("rate", "5", "--confirm", "another").status()).isEqualTo(2);
        assertThat(execute("rate", "5", "--confirm", shop.name).status()).isZero();
        assertThat(execute("pause").status()).describedAs("the brake").isZero();
        assertThat(execute("status").status()).isZero();
    }

    @Test
    void production_onATerminal_isAskedForTheName() {
        aws.outputs.put("Production", "true");
        endpoints.set("touchstream.interactive", "true");

        System.setIn(new ByteArrayInputStream("yes\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(execute("rate", "5").status()).isEqualTo(2);
        System.setIn(new ByteArrayInputStream((shop.name + "\n").getBytes(StandardCharsets.UTF_8)));
        CapturedCommand confirmed = execute("rate", "5");

        assertThat(confirmed.status()).isZero();
        assertThat(confirmed.err()).contains("is in production. The name, to go on: ");
    }

    @Test
    void anotherDefinition_deployed_isRefused() {
        aws.outputs.put("DefinitionChecksum", "another");

        for (String command : List.of("touch", "verify", "redrive")) {
            CapturedCommand refused = execute(command);
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err()).contains("was deployed with another definition");
        }
    }

    @Test
    void run_deployed_isRefused() {
        CapturedCommand refused = execute("run");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("use touch and verify instead of run");
    }

    @Test
    void accessDenied_anyService_isOneLine() {
        aws.errors.put(
                "StartExecution", "AccessDeniedException: User: x is not authorized to perform: states:StartExecution");
        CapturedCommand denied = execute("touch");
        assertThat(denied.status()).isEqualTo(3);
        assertThat(denied.err().lines())
                .containsExactly("Step Functions refused a request: AccessDeniedException: "
                        + "User: x is not authorized to perform: states:StartExecution");

        aws.errors.put("DescribeStacks", "AccessDenied: not authorized");
        CapturedCommand blind = execute("verify");
        assertThat(blind.status()).isEqualTo(3);
        assertThat(blind.err().lines())
                .containsExactly("CloudFormation refused a request: AccessDenied: not authorized");
    }

    @Test
    void noStack_verify_isDoneInThisProcessAndSaysSo() {
        aws.outputs.clear();

        CapturedCommand verify = execute("verify", "--settle", "0");

        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.err()).contains("there is no stack touchstream-" + shop.name + " in this region");
        assertThat(verify.out()).contains("NOT equal");
        assertThat(execute("rate", "--concurrency", "3").status()).isEqualTo(3);
    }

    private String carryOut(String text) throws Machine.Failure {
        try (Workspace deployed = workspace()) {
            return DeployedFunctions.carryOut(deployed, text);
        }
    }

    /** Executes the state machine with functions of which none works. */
    private String failing(String text) throws Machine.Failure {
        try (Workspace deployed = workspace()) {
            return DeployedFunctions.execute(
                    deployed,
                    (resource, parameters) -> {
                        if (resource.endsWith("getEventSourceMapping")) {
                            return JSON.createObjectNode().put("State", "Enabled");
                        }
                        if (parameters.get("FunctionName").asText().equals("${Canary}")) {
                            return JSON.createObjectNode()
                                    .set("Payload", JSON.createObjectNode().put("seen", true));
                        }
                        throw new Machine.Failure("java.lang.IllegalStateException", "broken");
                    },
                    text);
        }
    }

    private CapturedCommand execute(String... command) {
        return CapturedCommand.of(arguments(command));
    }

    private String[] arguments(String... command) {
        List<String> arguments = new ArrayList<>(Arrays.asList(command));
        arguments.addAll(List.of("--migration", folder.toString(), "--region", "eu-west-1"));
        return arguments.toArray(String[]::new);
    }

    /** What leads a process of its own to the stand-ins. */
    private Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL",
                aws.endpoint(),
                "AWS_ENDPOINT_URL_DYNAMODB",
                shop.database.endpoint().toString(),
                "AWS_ACCESS_KEY_ID",
                "local",
                "AWS_SECRET_ACCESS_KEY",
                "local");
    }

    private MigrationDefinition definition() {
        return MigrationLoader.load(folder);
    }

    private Workspace workspace() {
        return new Workspace(connection(), definition(), (source, version, images) -> "nowhere");
    }

    private Connection connection() {
        return new Connection(shop.database.endpoint(), "eu-west-1", null);
    }
}

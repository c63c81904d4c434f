package io.touchstream.operator.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.finish.Cancellation;
import io.touchstream.operator.finish.Cancellation.Wishes;
import io.touchstream.operator.finish.SyncEnd;
import io.touchstream.operator.finish.Waits;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.phase.LockKeeper;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.phase.OperationRequest;
import io.touchstream.operator.procedure.MigrationRun;
import io.touchstream.operator.procedure.ReverseRedrive;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.MemoryTablePolicies;
import io.touchstream.operator.service.Services;
import io.touchstream.protocol.control.History.Outcome;
import io.touchstream.protocol.control.Phase;
import io.touchstream.touch.segment.Sleeper;
import io.touchstream.touch.verify.VerifySettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A live application, its migration, and a process that synchronises it, on DynamoDB Local. */
final class CutoverScene {
    private static final Duration MAX_LAG = Duration.ofSeconds(60);
    private static final VerifySettings VERIFY = VerifySettings.DEFAULT.withSettle(Duration.ofMillis(300));

    final Workspace workspace;
    final MemoryTablePolicies policies = new MemoryTablePolicies();
    final Enforcement enforcement = new Enforcement(policies);
    final String source;
    final String target;
    final LiveShop shop;

    private final Path folder;
    private final DynamoDbClient client;
    private final Progress progress = new Progress(System.err, false);
    /** DynamoDB Local becomes the slower the more streams it has ever had. */
    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.start();

    private boolean fences = true;
    private Optional<Deployment> stack = Optional.empty();
    private Stop stop = new Stop();
    private @Nullable LockKeeper synchronising;
    private @Nullable MigrationRun sync;

    CutoverScene(Path folder) {
        this.folder = folder;
        String name = "c" + UUID.randomUUID().toString().substring(0, 8);
        source = "S" + name;
        target = "T" + name;
        Connection connection = new Connection(database.endpoint(), null, null);
        workspace = new Workspace(
                connection,
                MigrationLoader.parse("test.yaml", """
                    name: %s
                    source: {tables: {%s: {partitionKey: {id: S}}}}
                    target: {tables: {%s: {partitionKey: {owner: S}, sortKey: {code: S}}}}
                    %s\
                    """.formatted(name, source, target, ShopItem.RULES)),
                (item, version, images) -> "nowhere");
        client = connection
                .destination()
                .apply(DynamoDbClient.builder())
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(enforcement))
                .build();
        shop = new LiveShop(client, source, target);
    }

    /** Opens the shop, and migrates it up to the phase in which the tables are proven equal. */
    void verified() throws InterruptedException {
        client.createTable(request -> request.tableName(source)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
        shop.stock();
        shop.open();
        try (Operation operation = begin("run", EnumSet.of(Phase.CREATED))) {
            synchronise();
            run().migrate(List.of());
            operation.reach(Phase.SYNCHRONISED);
            new LocalProver(workspace, VERIFY, progress).prove(new Stop());
            operation.advance(Phase.VERIFIED);
            operation.end(Outcome.DONE);
        }
    }

    /** Synchronises, as {@code run --follow} does in a process of its own. */
    void synchronise() throws InterruptedException {
        synchronising = LockKeeper.ofSync(workspace, "run --follow", new Stop());
        sync = new MigrationRun(workspace, new Stop(), progress);
        sync.synchronise(UnaryOperator.identity(), folder, line -> {});
    }

    /** Ends the process that synchronises. */
    void endSync() {
        if (sync != null) {
            sync.close();
            sync = null;
        }
        if (synchronising != null) {
            synchronising.close();
            synchronising = null;
        }
    }

    /** Takes the phase away, so that whoever holds to it cannot change it any more. */
    void forgetPhase() {
        workspace
                .client()
                .deleteItem(request -> request.tableName(workspace.control().name())
                        .key(Map.of("pk", AttributeValue.fromS("MIGRATION"), "sk", AttributeValue.fromS("PHASE"))));
    }

    /** Asks the command that is under way to end, as Ctrl-C does. */
    void interrupt() {
        stop.ask();
    }

    Phase phase() {
        return workspace.phases().state().phase();
    }

    /** What a command does once it holds the lock. */
    interface Work<T> {
        T carryOut(Cutovers cutovers) throws InterruptedException;
    }

    /** Carries a command out. */
    <T> T command(Work<T> work) throws InterruptedException {
        return command(settings(false), step -> {}, work);
    }

    /** Carries a command out; what the listener throws ends it where it is, with nothing undone. */
    <T> T command(CutoverSettings settings, Consumer<Step> listener, Work<T> work) throws InterruptedException {
        return command(settings, listener, (operation, cutovers) -> work.carryOut(cutovers));
    }

    /** Gives the migration up. */
    void cancel() throws InterruptedException {
        Services services = services();
        SyncEnd end = new SyncEnd(
                workspace, Optional.empty(), services, new Waits(progress, Clock.systemUTC(), Sleeper.REAL));
        command(
                settings(false),
                step -> {},
                (operation, cutovers) -> new Cancellation(
                                workspace,
                                end,
                                cutovers::lowerTargetFence,
                                new Wishes(false, false),
                                progress,
                                step -> {})
                        .run(operation));
    }

    private interface OperatorsWork<T> {
        T carryOut(Operation operation, Cutovers cutovers) throws InterruptedException;
    }

    private <T> T command(CutoverSettings settings, Consumer<Step> listener, OperatorsWork<T> work)
            throws InterruptedException {
        try (Operation operation = begin("cutover", EnumSet.allOf(Phase.class));
                Cutovers cutovers = new Cutovers(
                        workspace, operation, stack, services(), settings, VERIFY, folder, progress, listener)) {
            T result = work.carryOut(operation, cutovers);
            operation.end(Outcome.DONE);
            return result;
        }
    }

    /** From now on, the endpoint has no resource policies, so that there is no fence. */
    void withoutFences() {
        fences = false;
    }

    /** From now on, commands go by a stack, whose mappings switch what synchronises here. */
    void deployed() {
        stack = Optional.of(new LocalStack(workspace, VERIFY));
    }

    private Services services() {
        return new FakeServices(
                enforcement,
                fences ? Optional.of(policies) : Optional.empty(),
                stack.map(deployed -> new SwitchMappings(workspace.syncSwitch())));
    }

    /** Runs a command up to a step, where the process dies. */
    void kill(Step step, Work<?> work) {
        kill(settings(false), step, work);
    }

    /** Runs a command up to a step, where the process dies. */
    void kill(CutoverSettings settings, Step step, Work<?> work) {
        Consumer<Step> killer = reached -> {
            if (reached == step) {
                throw new Killed();
            }
        };
        assertThatThrownBy(() -> command(settings, killer, work)).isInstanceOf(Killed.class);
    }

    /** Ends a command as a crash does: nothing that it does is to catch this. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Waits until the source holds what the application has written to the target. */
    void awaitFlownBack() throws InterruptedException {
        Map<String, ShopItem> record = shop.record();
        Instant end = Instant.now().plus(MAX_LAG);
        while (!shop.inSource().equals(record) && Instant.now().isBefore(end)) {
            new ReverseRedrive(workspace).redrive(new Stop());
            Thread.sleep(200);
        }
        assertThat(shop.inSource()).isEqualTo(record);
    }

    static CutoverSettings settings(boolean writersStopped) {
        return new CutoverSettings(MAX_LAG, Duration.ofMillis(500), Duration.ofSeconds(60), writersStopped, true);
    }

    private Operation begin(String command, EnumSet<Phase> phases) {
        stop = new Stop();
        return Operation.begin(workspace, new OperationRequest(command, phases, Optional.empty(), false), stop);
    }

    private MigrationRun run() {
        if (sync == null) {
            throw new IllegalStateException("nothing synchronises");
        }
        return sync;
    }

    void close() throws InterruptedException {
        endSync();
        client.close();
        workspace.close();
        database.close();
    }
}

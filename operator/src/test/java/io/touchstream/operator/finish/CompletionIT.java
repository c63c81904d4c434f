package io.touchstream.operator.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.ManualTime;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.cutover.CutoverSettings;
import io.touchstream.operator.cutover.Cutovers;
import io.touchstream.operator.finish.Completion.Step;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.phase.OperationRequest;
import io.touchstream.operator.procedure.FileImageStore;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Backups;
import io.touchstream.operator.service.Backups.State;
import io.touchstream.operator.service.CapacityMetrics;
import io.touchstream.operator.service.Consumption;
import io.touchstream.operator.service.MemoryTablePolicies;
import io.touchstream.operator.service.Services;
import io.touchstream.operator.service.TablePolicies;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.touch.verify.VerifySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Completing a migration, with fakes for what DynamoDB Local lacks. */
class CompletionIT {
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final CompletionSettings DELETE = new CompletionSettings(WINDOW, false, true, true, null, false);
    private static final CompletionSettings KEEP =
            new CompletionSettings(WINDOW, false, true, true, ExportTarget.parse("s3://archive/books/"), true);

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    private final String name = "m" + UUID.randomUUID().toString().substring(0, 8);
    private final String source = "S" + name;
    private final String target = "T" + name;
    private final ManualTime time = new ManualTime();
    private final FakeBackups backups = new FakeBackups();
    private final MemoryTablePolicies policies = new MemoryTablePolicies();
    private final List<Instant> looks = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    /** Until when somebody reads the source. */
    private Instant usedUntil = Instant.EPOCH;
    /** When somebody writes it. */
    private final List<Instant> writes = new ArrayList<>();

    /** Whether nothing can be measured at present. */
    private boolean failing;

    private Instant blindUntil = Instant.EPOCH;

    @TempDir
    private Path folder = Path.of("");

    /** Stands for the death of the process, after which nothing more is done. */
    static final class Crash extends Error {}

    @BeforeEach
    void open() throws IOException {
        Files.writeString(
                folder.resolve("migration.yaml"),
                "name: " + name + "\nsource: {tables: [" + source + "]}\ntarget: {tables: {" + target
                        + ": {partitionKey: {id: S}}}}\n");
        create(source);
        create(target);
        String marker = RunToken.draw(RunToken.Kind.TOUCH, new Random()).text();
        database.client()
                .putItem(request -> request.tableName(source)
                        .item(Map.of("id", AttributeValue.fromS("1"), "migrate", AttributeValue.fromS(marker))));
        database.client().putItem(request -> request.tableName(target).item(Map.of("id", AttributeValue.fromS("1"))));
        try (Workspace workspace = workspace()) {
            new Tables(workspace.client()).ensureControl(workspace.control());
            Phase phase = Phase.CREATED;
            for (Phase next : List.of(
                    Phase.SYNCHRONISING,
                    Phase.TOUCHING,
                    Phase.SYNCHRONISED,
                    Phase.VERIFIED,
                    Phase.READING_TARGET,
                    Phase.WRITING_TARGET)) {
                workspace.phases().advance(phase, next, "ada@host", Instant.EPOCH);
                phase = next;
            }
            workspace.syncSwitch().want(Directions.REVERSE, Instant.EPOCH);
        }
    }

    @Test
    void run_unusedSource_isBackedUpAndThenDeleted() throws InterruptedException {
        Instant began = time.instant();

        assertThat(complete(DELETE, step -> {
                    if (step == Step.BACKED_UP) {
                        assertThat(backups.states.values()).containsExactly(State.AVAILABLE);
                        assertThat(exists()).isTrue();
                    }
                }))
                .isTrue();

        assertThat(steps).containsExactly(Step.values());
        assertThat(exists()).isFalse();
        assertThat(state().phase()).isEqualTo(Phase.COMPLETED);
        assertThat(looks.get(0).minus(WINDOW)).isAfter(began);
    }

    @Test
    void run_sourceThatIsStillUsed_waitsUntilItIsNot() throws InterruptedException {
        usedUntil = time.instant().plus(Duration.ofMinutes(45));

        complete(DELETE, step -> {
            if (step == Step.SILENT) {
                assertThat(time.instant().minus(WINDOW)).isAfterOrEqualTo(usedUntil);
            }
        });

        assertThat(steps).contains(Step.SILENT, Step.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void run_killedAtAnyStep_goesOnAndDeletesOnceWithOneBackup(Step last) throws InterruptedException {
        assertThatThrownBy(() -> complete(DELETE, step -> {
                    if (step == last) {
                        throw new Crash();
                    }
                }))
                .isInstanceOf(Crash.class);
        steps.clear();
        assertThat(Closing.isUnderWay(state()))
                .as("what has to follow the end")
                .isEqualTo(last == Step.COMPLETED || last == Step.SYNC_ENDED);

        assertThat(complete(DELETE, step -> {})).isTrue();

        assertThat(Closing.isUnderWay(state())).isFalse();
        assertThat(steps).last().isEqualTo(Step.FENCES_DOWN);
        assertThat(backups.created).isEqualTo(1);
        assertThat(exists()).isFalse();
        assertThat(state().phase()).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void run_killedBetweenABackupAndItsRecord_takesTheBackupUp() throws InterruptedException {
        backups.dyingAfterCreation = true;
        assertThatThrownBy(() -> complete(DELETE, step -> {})).isInstanceOf(Crash.class);
        assertThat(exists()).isTrue();

        assertThat(complete(DELETE, step -> {})).isTrue();
        assertThat(backups.created).isEqualTo(1);
    }

    @Test
    void run_backupThatIsGoneWhenTheSourceIsToBeDeleted_deletesNothing() throws InterruptedException {
        assertThatThrownBy(() -> complete(DELETE, step -> {
                    if (step == Step.BACKED_UP) {
                        backups.states.replaceAll((arn, state) -> State.UNUSABLE);
                    }
                }))
                .isInstanceOf(UnusableException.class)
                .hasMessageEndingWith("of table " + source + " is not available: it is not deleted");

        assertThat(exists()).isTrue();
        assertThat(state().phase()).isEqualTo(Phase.WRITING_TARGET);
        assertThatReverseSyncGoesOn();
        assertThat(complete(DELETE, step -> {})).isTrue();
        assertThat(backups.created).isEqualTo(2);
    }

    @Test
    void run_sourceThatIsProtected_isRefusedWithTheWayBackOpen() throws InterruptedException {
        protect(true);

        assertThatThrownBy(() -> complete(DELETE, step -> {}))
                .isInstanceOf(UsageException.class)
                .hasMessage("table " + source + " is protected from deletion: aws dynamodb update-table --table-name "
                        + source + " --no-deletion-protection-enabled, then do this again");

        assertThatReverseSyncGoesOn();
        protect(false);
        assertThat(complete(DELETE, step -> {})).isTrue();
        assertThat(exists()).isFalse();
    }

    @Test
    void run_deletionThatIsRefused_leavesTheWayBackOpen() {
        assertThatThrownBy(() -> complete(DELETE, step -> {
                    if (step == Step.BACKED_UP) {
                        backups.onLook = () -> protect(true);
                    }
                }))
                .isInstanceOf(DynamoDbException.class);

        assertThat(exists()).isTrue();
        assertThatReverseSyncGoesOn();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void run_killedAndItsBackupLost_makesAnother(boolean deleting) throws InterruptedException {
        killAt(Step.BACKED_UP);
        backups.states.replaceAll((arn, state) -> State.UNUSABLE);
        if (deleting) {
            remember("deleting", "true");
        }

        assertThat(complete(DELETE, step -> {})).isTrue();

        assertThat(backups.created).isEqualTo(2);
        assertThat(exists()).isFalse();
    }

    @Test
    void run_killedAndSyncOnSince_backsUpAnew() throws InterruptedException {
        killAt(Step.BACKED_UP);
        want(Directions.REVERSE);
        time.sleep(Duration.ofDays(1));

        assertThat(complete(DELETE, step -> {})).isTrue();

        assertThat(backups.created).isEqualTo(2);
    }

    @Test
    void run_killedWhileItIsTakenBack_hasForgottenTheBackupFirst() throws InterruptedException {
        Stop stop = new Stop();
        assertThatThrownBy(() -> complete(DELETE, stop, step -> {
                    if (step == Step.BACKED_UP) {
                        stop.ask();
                        time.onNextLook(() -> {
                            throw new Crash();
                        });
                    }
                }))
                .isInstanceOf(Crash.class);

        assertThat(state().details()).containsExactly(Map.entry("pausedFrom", "REVERSE"));
        time.sleep(Duration.ofDays(1));
        assertThat(complete(DELETE, step -> {})).isTrue();
        assertThat(backups.created).isEqualTo(2);
    }

    @Test
    void run_writersMovedAnewSinceTheBackup_backsUpAnew() throws InterruptedException {
        want(Directions.NONE);
        remember("pausedFrom", "REVERSE");
        remember("quietSince", Instant.EPOCH.minusSeconds(1).toString());
        remember("backup." + source, backups.create(source, "old"));

        assertThat(complete(DELETE, step -> {})).isTrue();

        assertThat(backups.created).isEqualTo(2);
    }

    @Test
    void run_failureWhileItWaits_letsReverseSyncGoOn() {
        failing = true;

        assertThatThrownBy(() -> complete(DELETE, step -> {})).hasMessage("access denied");

        assertThatReverseSyncGoesOn();
    }

    @Test
    void run_measuresThatAreNotToldForAWhile_waitsUntilTheyAre() throws InterruptedException {
        blindUntil = time.instant().plus(Duration.ofMinutes(20));

        assertThat(complete(DELETE, step -> {})).isTrue();

        assertThat(looks).first(InstanceOfAssertFactories.INSTANT).isAfter(blindUntil.minus(Duration.ofMinutes(5)));
        assertThat(backups.created).isEqualTo(1);
    }

    @Test
    void run_failureWhileTheMarkerIsRemoved_letsReverseSyncGoOn() {
        assertThatThrownBy(() -> complete(KEEP, step -> {
                    if (step == Step.BACKED_UP) {
                        database.client().deleteTable(request -> request.tableName(source));
                    }
                }))
                .isInstanceOf(RuntimeException.class);

        assertThatReverseSyncGoesOn();
    }

    @Test
    void run_stoppedWhileItWaits_letsReverseSyncGoOnAndBacksUpAnewTheNextTime() throws InterruptedException {
        Stop stop = new Stop();
        assertThat(complete(DELETE, stop, step -> {
                    if (step == Step.BACKED_UP) {
                        stop.ask();
                    }
                }))
                .isFalse();

        assertThat(exists()).isTrue();
        assertThatReverseSyncGoesOn();
        time.sleep(Duration.ofDays(1));
        assertThat(complete(DELETE, step -> {})).isTrue();
        assertThat(backups.created).isEqualTo(2);
    }

    @Test
    void run_keptSource_losesItsMarkerOnlyAndIsExported() throws InterruptedException {
        assertThat(complete(KEEP, step -> {})).isTrue();

        assertThat(database.client().scan(request -> request.tableName(source)).items())
                .containsExactly(Map.of("id", AttributeValue.fromS("1")));
        assertThat(backups.exports.values()).containsExactly(source + " to archive/books");
    }

    @Test
    void run_killedBesideAnExportThatFailed_exportsAnewUnderAnotherToken() throws InterruptedException {
        Instant since = time.instant().truncatedTo(ChronoUnit.SECONDS);
        want(Directions.NONE);
        remember("pausedFrom", "REVERSE");
        remember("quietSince", since.toString());
        remember("export." + source, "failed");
        time.sleep(Duration.ofDays(1));

        assertThat(complete(KEEP, step -> {})).isTrue();

        assertThat(backups.exports.keySet())
                .singleElement()
                .asString()
                .doesNotContain(Long.toString(since.getEpochSecond()));
    }

    @Test
    void run_keptSourceBehindAFence_losesTheFenceOnceItIsCompleted() throws InterruptedException {
        policies.put(
                source,
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"TouchstreamFence\",\"Effect\":\"Deny\"}]}",
                null);
        remember("fence", "{}");

        assertThat(complete(KEEP, step -> {
                    if (step == Step.COMPLETED) {
                        assertThat(policies.deniesWrites(source)).isTrue();
                    }
                }))
                .isTrue();

        assertThat(policies.find(source)).isEmpty();
        assertThat(state().details()).doesNotContainKey("fence");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "late"})
    void run_sourceWrittenSinceTheWritersMoved_isRefusedAndKept(String id) throws InterruptedException {
        Map<String, AttributeValue> late =
                Map.of("id", AttributeValue.fromS(id), "by", AttributeValue.fromS("a weekly job"));
        database.client().putItem(request -> request.tableName(source).item(late));

        assertThatThrownBy(() -> complete(DELETE, step -> {}))
                .isInstanceOf(UnusableException.class)
                .hasMessageStartingWith("1 items of the source are not what the target says");

        assertThat(exists()).isTrue();
        assertThatReverseSyncGoesOn();
        CompletionSettings uncompared = new CompletionSettings(WINDOW, false, false, true, null, false);
        assertThat(complete(uncompared, step -> {})).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16})
    void run_killedAndNothingTellsOfTheSourceSince_comparesAnew(int daysOfSilence) throws InterruptedException {
        if (daysOfSilence == 0) {
            // As it leaves it that dies while sync is switched off, or on again.
            want(Directions.NONE);
            remember("pausedFrom", "REVERSE");
        } else {
            killAt(Step.BACKED_UP);
            time.sleep(Duration.ofDays(daysOfSilence));
        }
        database.client()
                .putItem(request -> request.tableName(source)
                        .item(Map.of("id", AttributeValue.fromS("late"), "by", AttributeValue.fromS("a weekly job"))));

        assertThatThrownBy(() -> complete(DELETE, step -> {}))
                .isInstanceOf(UnusableException.class)
                .hasMessageStartingWith("1 items of the source are not what the target says");

        assertThat(exists()).isTrue();
        assertThatReverseSyncGoesOn();
    }

    @Test
    void run_sourceWrittenWhileItIsBackedUp_isRefusedAndKept() throws InterruptedException {
        assertThatThrownBy(() -> complete(DELETE, step -> {
                    if (step == Step.BACKED_UP) {
                        writes.add(time.instant());
                        time.sleep(WINDOW);
                    }
                }))
                .isInstanceOf(UnusableException.class)
                .hasMessageStartingWith("table " + source + " was written since sync is off: 1.0 write units");

        assertThat(exists()).isTrue();
        assertThatReverseSyncGoesOn();
        time.sleep(Duration.ofMinutes(1));
        assertThat(complete(DELETE, step -> {})).isTrue();
        assertThat(backups.created).isEqualTo(2);
    }

    @Test
    void run_killedAndTheSourceWrittenBeforeTheLatestWindow_isRefusedAndKept() throws InterruptedException {
        killAt(Step.BACKED_UP);
        writes.add(time.instant());
        time.sleep(Duration.ofHours(5));

        assertThatThrownBy(() -> complete(DELETE, step -> {}))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("was written since sync is off");

        assertThat(exists()).isTrue();
        assertThatReverseSyncGoesOn();
    }

    @Test
    void run_sourceWrittenBeforeTheSilence_isRefusedBeforeItIsBackedUp() {
        assertThatThrownBy(() -> complete(DELETE, step -> {
                    if (step == Step.SYNC_PAUSED) {
                        writes.add(time.instant().plus(Duration.ofMinutes(2)));
                    }
                }))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("was written since sync is off");

        assertThat(backups.created).isZero();
        assertThatReverseSyncGoesOn();
    }

    @ParameterizedTest
    @CsvSource({"book, true", "pen, false"})
    void run_itemOfTheSourceAlone_isFoundWhereItWasToBeTouched(String kind, boolean found) throws Exception {
        Path file = folder.resolve("migration.yaml");
        Files.writeString(file, Files.readString(file) + "touch: {when: {kind: [book]}}\n");
        database.client()
                .putItem(request -> request.tableName(source)
                        .item(Map.of("id", AttributeValue.fromS("late"), "kind", AttributeValue.fromS(kind))));

        if (found) {
            assertThatThrownBy(() -> complete(DELETE, step -> {}))
                    .isInstanceOf(UnusableException.class)
                    .hasMessageStartingWith("1 items of the source are not what the target says");
            assertThat(exists()).isTrue();
            return;
        }
        assertThat(complete(DELETE, step -> {})).isTrue();
    }

    private void create(String table) {
        database.client()
                .createTable(request -> request.tableName(table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(KeySchemaElement.builder()
                                .attributeName("id")
                                .keyType(KeyType.HASH)
                                .build())
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName("id")
                                .attributeType(ScalarAttributeType.S)
                                .build()));
    }

    private void killAt(Step last) {
        assertThatThrownBy(() -> complete(DELETE, step -> {
                    if (step == last) {
                        throw new Crash();
                    }
                }))
                .isInstanceOf(Crash.class);
    }

    private void assertThatReverseSyncGoesOn() {
        assertThat(state().details()).isEmpty();
        try (Workspace workspace = workspace()) {
            assertThat(workspace.syncSwitch().wish().directions()).isEqualTo(Directions.REVERSE);
        }
    }

    private void remember(String detail, String value) {
        try (Workspace workspace = workspace()) {
            workspace.phases().remember(Phase.WRITING_TARGET, detail, value);
        }
    }

    private void want(Directions directions) {
        try (Workspace workspace = workspace()) {
            workspace.syncSwitch().want(directions, Instant.EPOCH);
        }
    }

    private void protect(boolean on) {
        database.client().updateTable(request -> request.tableName(source).deletionProtectionEnabled(on));
    }

    private boolean complete(CompletionSettings settings, Consumer<Step> listener) throws InterruptedException {
        return complete(settings, new Stop(), listener);
    }

    private boolean complete(CompletionSettings settings, Stop stop, Consumer<Step> listener)
            throws InterruptedException {
        OperationRequest request = new OperationRequest(
                "complete", EnumSet.of(Phase.WRITING_TARGET, Phase.COMPLETED), Optional.empty(), false);
        Progress progress = new Progress(System.err, false);
        try (Workspace workspace = workspace();
                Operation operation = Operation.begin(workspace, request, stop)) {
            Services services = new FakeServices();
            Waits waits = new Waits(progress, time, time);
            SyncEnd sync = new SyncEnd(workspace, Optional.empty(), services, waits);
            try (Cutovers cutovers = cutovers(workspace, operation, services, progress)) {
                return new Completion(
                                workspace,
                                services,
                                sync,
                                cutovers::lowerSourceFence,
                                settings,
                                waits,
                                progress,
                                step -> {
                                    listener.accept(step);
                                    steps.add(step);
                                })
                        .run(operation);
            }
        }
    }

    private Cutovers cutovers(Workspace workspace, Operation operation, Services services, Progress progress) {
        return new Cutovers(
                workspace,
                operation,
                Optional.empty(),
                services,
                new CutoverSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, false, true),
                VerifySettings.DEFAULT,
                folder,
                progress,
                step -> {});
    }

    private PhaseState state() {
        try (Workspace workspace = workspace()) {
            return workspace.phases().state();
        }
    }

    private boolean exists() {
        return new Tables(database.client()).find(source).isPresent();
    }

    private Workspace workspace() {
        return new Workspace(
                new Connection(database.endpoint(), "eu-west-1", null),
                MigrationLoader.load(folder),
                new FileImageStore(folder));
    }

    /** What is measured and backed up here. */
    private final class FakeServices implements Services {
        @Override
        public Optional<CapacityMetrics> capacity() {
            return Optional.of(new CapacityMetrics() {
                @Override
                public Consumption consumed(String table, Instant from, Instant to) {
                    if (failing) {
                        throw new IllegalStateException("access denied");
                    }
                    if (time.instant().isBefore(blindUntil)) {
                        throw new UnusableException("no measures");
                    }
                    looks.add(to);
                    return new Consumption(
                            from.isBefore(usedUntil) ? 0.5 : 0,
                            writes.stream()
                                    .filter(at -> !at.isBefore(from) && at.isBefore(to))
                                    .count());
                }

                @Override
                public Duration delay() {
                    return Duration.ofMinutes(3);
                }
            });
        }

        @Override
        public Optional<TablePolicies> policies() {
            return Optional.of(policies);
        }

        @Override
        public Optional<Backups> backups() {
            return Optional.of(backups);
        }
    }
}

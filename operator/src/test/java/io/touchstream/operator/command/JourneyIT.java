package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.cutover.LiveShop;
import io.touchstream.operator.cutover.LiveShop.Side;
import io.touchstream.operator.cutover.ShopItem;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Phases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * Whole migrations by the commands, under an application that reads, writes and deletes all the while: to the end, and back
 * from each phase. What the application has written down of its own writes judges, against plain scans of either side.
 */
class JourneyIT {
    private static final String FOLLOWS = "synchronising until interrupted";

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.start();
    private final DynamoDbClient client = database.client();
    private final String name = "j" + UUID.randomUUID().toString().substring(0, 8);
    private final String source = "S" + name;
    private final String target = "T" + name;
    private final LiveShop shop = new LiveShop(client, source, target);

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void open() throws IOException {
        define(100_000);
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
    }

    @AfterEach
    void close() throws InterruptedException {
        shop.close();
        database.close();
    }

    @Test
    void journey_toTheEnd_nothingIsLost() throws Exception {
        done("plan");
        try (CommandProcess follower = follower()) {
            verified();
            readingTarget();
            writingTarget();
            shop.awaitWrites(60);
            shop.writeTo(Side.NOWHERE);
            awaitFlownBack();
            shop.writeTo(Side.TARGET);
            shop.awaitWrites(20);
            shop.writeTo(Side.NOWHERE);
            awaitFlownBack();
            shop.writeTo(Side.TARGET);
            assertThat(follower.isAlive()).isTrue();
            assertThat(execute("status", "--json")
                            .json()
                            .at("/reverseSync/counts")
                            .size())
                    .isPositive();

            done("complete", "--unused", "--no-backup", "--confirm", source);

            int status = follower.await(CommandProcess.PATIENCE);
            assertThat(status).describedAs(follower.out()).isZero();
        }
        assertThat(phase()).isEqualTo(Phase.COMPLETED);
        assertThat(client.listTablesPaginator().tableNames().stream())
                .contains(target)
                .doesNotContain(source);
        shop.awaitWrites(20);
        shop.close();
        assertThat(shop.inTarget()).isEqualTo(shop.record());
    }

    @Test
    void journey_backFromCreated_nothingIsLost() throws Exception {
        // As a deployment leaves it, or a run that was killed there.
        new Tables(client).ensureControl(control());
        cancel();
    }

    @Test
    void journey_backFromSynchronising_nothingIsLost() throws Exception {
        new Tables(client).ensureControl(control());
        assertThat(new Phases(control()).advance(Phase.CREATED, Phase.SYNCHRONISING, "ada@host", Instant.now()))
                .isTrue();
        cancel();
    }

    @Test
    void journey_backFromTouching_nothingIsLost() throws Exception {
        define(25);
        try (CommandProcess run = CommandProcess.start(folder, arguments("run"))) {
            run.awaitUntil(() -> isPhase(Phase.TOUCHING), CommandProcess.PATIENCE);
            assertThat(run.kill()).isTrue();
        }
        cancel();
    }

    @Test
    void journey_backFromSynchronised_nothingIsLost() throws Exception {
        done("run");
        cancel();
    }

    @Test
    void journey_backFromVerified_nothingIsLost() throws Exception {
        try (CommandProcess follower = follower()) {
            verified();
            back(Phase.CANCELLED);
            assertThat(follower.await(CommandProcess.PATIENCE)).isZero();
        }
        assertCancelled();
    }

    @Test
    void journey_backFromEachLaterPhase_nothingIsLost() throws Exception {
        try (CommandProcess follower = follower()) {
            verified();
            readingTarget();
            back(Phase.VERIFIED);
            shop.readFrom(Side.SOURCE);
            assertSourceIsRight();
            readingTarget();
            // As a cut-over leaves it that was killed there.
            new Phases(control())
                    .advance(Phase.READING_TARGET, Phase.FENCED, "ada@host", Instant.now(), Map.of("fence", ""));
            back(Phase.READING_TARGET);
            assertSourceIsRight();
            writingTarget();
            shop.awaitWrites(60);
            shop.writeTo(Side.NOWHERE);
            assertThat(execute("rollback", "--dry-run").status()).isEqualTo(1);
            back(Phase.REVERSED, "--writers-stopped", "--window", "1s");
            assertThat(follower.await(CommandProcess.PATIENCE)).isZero();
        }
        shop.readFrom(Side.SOURCE);
        shop.writeTo(Side.SOURCE);
        CapturedCommand twice = execute("rollback");
        assertThat(twice.status()).isEqualTo(2);
        assertThat(twice.err()).contains("has led to reversed already", "--further");
        assertThat(phase()).isEqualTo(Phase.REVERSED);
        cancel("--further");
    }

    private CommandProcess follower() throws Exception {
        CommandProcess follower = CommandProcess.start(folder, arguments("run", "--follow"));
        follower.awaitUntil(
                () -> {
                    try {
                        return follower.err().contains(FOLLOWS);
                    } catch (IOException unreadable) {
                        return false;
                    }
                },
                CommandProcess.PATIENCE);
        return follower;
    }

    private void verified() {
        done("verify", "--settle", "1");
        assertThat(phase()).isEqualTo(Phase.VERIFIED);
    }

    private void readingTarget() {
        done("cutover", "reads");
        shop.readFrom(Side.TARGET);
    }

    private void writingTarget() {
        shop.writeTo(Side.NOWHERE);
        done("cutover", "writes", "--writers-stopped", "--window", "1s");
        assertThat(phase()).isEqualTo(Phase.WRITING_TARGET);
        shop.writeTo(Side.TARGET);
    }

    private void back(Phase to, String... options) {
        done(Stream.concat(Stream.of("rollback"), Arrays.stream(options)).toArray(String[]::new));
        assertThat(phase()).isEqualTo(to);
    }

    /** Gives the migration up, and has the application go on at the source, which must hold what it wrote. */
    private void cancel(String... options) throws InterruptedException {
        back(Phase.CANCELLED, options);
        assertCancelled();
    }

    private void assertCancelled() throws InterruptedException {
        shop.awaitWrites(20);
        shop.close();
        assertThat(shop.inSource()).isEqualTo(shop.record());
        CapturedCommand run = execute("run");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("is cancelled");
    }

    /** The application has not left the source, which must hold what it wrote. */
    private void assertSourceIsRight() {
        shop.writeTo(Side.NOWHERE);
        assertThat(shop.inSource()).isEqualTo(shop.record());
        shop.writeTo(Side.SOURCE);
    }

    /** Waits until the source holds what was written to the target; what met another change of its item is redriven. */
    private void awaitFlownBack() throws InterruptedException {
        Map<String, ShopItem> record = shop.record();
        Instant end = Instant.now().plus(CommandProcess.PATIENCE);
        while (!shop.inSource().equals(record) && Instant.now().isBefore(end)) {
            Thread.sleep(500);
            done("redrive");
        }
        assertThat(shop.inSource()).isEqualTo(record);
    }

    private void done(String... command) {
        CapturedCommand captured = execute(command);
        assertThat(captured.status())
                .describedAs("%s: %s%s", List.of(command), captured.out(), captured.err())
                .isZero();
    }

    private CapturedCommand execute(String... command) {
        return CapturedCommand.of(arguments(command));
    }

    private String[] arguments(String... command) {
        return Stream.concat(
                        Arrays.stream(command),
                        Stream.of(
                                "--migration",
                                folder.toString(),
                                "--endpoint-url",
                                database.endpoint().toString()))
                .toArray(String[]::new);
    }

    private void define(int touchesPerSecond) throws IOException {
        Files.writeString(folder.resolve("migration.yaml"), """
                name: %s
                source: {tables: {%s: {partitionKey: {id: S}}}}
                target: {tables: {%s: {partitionKey: {owner: S}, sortKey: {code: S}}}}
                touch: {maxWriteUnitsPerSecond: %d}
                %s\
                """.formatted(
                        name, source, target, touchesPerSecond, ShopItem.RULES));
    }

    private boolean isPhase(Phase phase) {
        return client.listTablesPaginator().tableNames().stream()
                        .anyMatch(control().name()::equals)
                && phase() == phase;
    }

    private Phase phase() {
        return new Phases(control()).state().phase();
    }

    private ControlTable control() {
        return new ControlTable(client, ControlTable.nameFor(name));
    }
}

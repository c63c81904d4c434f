package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.touchstream.client.ControlRows;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Phases;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.SyncSwitch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Giving a migration up, and clearing away what it left. */
class RollbackIT {
    private static final int ITEMS = 12;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void rollback_verifiedMigration_keepsBothTablesAndIsAnEnd() throws IOException {
        BookShop shop = migrated();
        execute(shop, "verify", "--settle", "1");
        Map<String, Map<String, AttributeValue>> target = shop.rawTarget();

        CapturedCommand preview = execute(shop, "rollback", "--dry-run", "--json");
        assertThat(preview.status()).isZero();
        assertThat(preview.json().get("would")).hasSize(2);
        assertThat(phase(shop)).isEqualTo(Phase.VERIFIED);

        CapturedCommand rollback = execute(shop, "rollback");

        assertThat(rollback.status()).describedAs(rollback.err()).isZero();
        assertThat(phase(shop)).isEqualTo(Phase.CANCELLED);
        assertThat(shop.rawTarget()).isEqualTo(target);
        assertThat(shop.touched()).isEqualTo(ITEMS);
        CapturedCommand run = execute(shop, "run");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(" is cancelled ", "begin anew under another name");
        JsonNode history = execute(shop, "history", "--json").json().get("history");
        assertThat(history.get(2).get("after").asText()).isEqualTo("cancelled");
    }

    @Test
    void rollback_untouchAndDeleteTarget_leavesNothingOnceTheNameIsGiven() throws IOException {
        BookShop shop = migrated();
        for (List<String> arguments : List.of(
                List.of("rollback", "--delete-target"),
                List.of("rollback", "--delete-target", "--confirm", shop.name))) {
            CapturedCommand refused = execute(shop, arguments.toArray(String[]::new));
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err().lines())
                    .singleElement()
                    .asString()
                    .isEqualTo("table " + shop.target
                            + " is to be deleted and nothing was changed: confirm with --confirm " + shop.target);
        }
        assertThat(phase(shop)).isEqualTo(Phase.SYNCHRONISED);

        CapturedCommand rollback =
                execute(shop, "rollback", "--untouch", "--delete-target", "--confirm", shop.target, "--json");

        assertThat(rollback.status()).describedAs(rollback.err()).isZero();
        assertThat(rollback.json().at("/untouch/untouched").asInt()).isEqualTo(ITEMS);
        assertThat(rollback.json().get("deleted")).extracting(JsonNode::asText).containsExactly(shop.target);
        assertThat(shop.touched()).isZero();
        assertThat(shop.sourceItems()).hasSize(ITEMS);
        assertThat(shop.client.listTablesPaginator().tableNames().stream())
                .contains(shop.source, control(shop).name())
                .doesNotContain(shop.target);
        assertThat(execute(shop, "rollback", "--delete-target", "--confirm", shop.target)
                        .status())
                .isZero();
    }

    @Test
    void rollback_targetProtectedFromDeletion_isRefusedBeforeAnythingIsGivenUp() throws IOException {
        BookShop shop = migrated();
        shop.client.updateTable(request -> request.tableName(shop.target).deletionProtectionEnabled(true));

        CapturedCommand refused = execute(shop, "rollback", "--delete-target", "--confirm", shop.target);

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .contains(
                        "aws dynamodb update-table --table-name " + shop.target + " --no-deletion-protection-enabled");
        assertThat(phase(shop)).isEqualTo(Phase.SYNCHRONISED);
        shop.client.updateTable(request -> request.tableName(shop.target).deletionProtectionEnabled(false));
        assertThat(execute(shop, "rollback", "--delete-target", "--confirm", shop.target)
                        .status())
                .isZero();
    }

    @Test
    void rollback_targetThatIsTheSource_isNeverDeleted() throws IOException {
        BookShop shop = migrated();
        Path file = folder.resolve("migration.yaml");
        Files.writeString(file, """
                name: %s
                source: {tables: [%s]}
                target: {tables: {%s: {partitionKey: {id: S}}}}
                transform: {rules: [{set: {extra: x}}]}
                """.formatted(shop.name, shop.source, shop.source));

        CapturedCommand refused = execute(shop, "rollback", "--delete-target", "--confirm", shop.source);

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("a migration in place has no target to delete");
        assertThat(shop.sourceItems()).hasSize(ITEMS);
    }

    @Test
    void rollback_besideAFollower_endsItsSync() throws Exception {
        BookShop shop = new BookShop(folder);
        shop.open(100_000);
        shop.stock(ITEMS);
        try (CommandProcess follower = CommandProcess.start(folder, shop.arguments("run", "--follow"))) {
            follower.awaitUntil(
                    () -> err(follower).contains("synchronising until interrupted"), CommandProcess.PATIENCE);

            CapturedCommand rollback = execute(shop, "rollback", "--untouch");

            assertThat(rollback.status()).describedAs(rollback.err()).isZero();
            assertThat(rollback.err()).contains("still synchronises");
            assertThat(follower.await(CommandProcess.PATIENCE)).isZero();
        }
        shop.put(BookShop.item("late", "author", "o1", "late", 1));
        assertThat(shop.targetItems()).doesNotContainKey("late");
        assertThat(shop.touched()).isZero();
    }

    @Test
    void rollback_withoutAnInverse_isRefusedAndSaidBeforeTheCutover() throws IOException {
        BookShop shop = new BookShop(folder);
        shop.open(100_000);
        Files.writeString(folder.resolve("migration.yaml"), """
                name: %s
                source: {tables: [%s]}
                target: {tables: {OrgsV2: {partitionKey: {PK: S}, sortKey: {SK: S}}}}
                transform: {java: io.touchstream.migrations.PlansFromOrganizations}
                """.formatted(shop.name, shop.source));
        assertThat(execute(shop, "run").status()).isZero();
        Phases phases = new Phases(control(shop));
        phases.advance(Phase.SYNCHRONISED, Phase.VERIFIED, "ada@host", Instant.now());
        phases.advance(Phase.VERIFIED, Phase.READING_TARGET, "ada@host", Instant.now());

        CapturedCommand preview = execute(shop, "cutover", "writes", "--dry-run", "--writers-stopped");
        assertThat(preview.out())
                .contains("no command leads back: the transformation has no inverse")
                .contains("transform.inverse.java")
                .doesNotContain("let sync run back");
        CapturedCommand cutover = execute(shop, "cutover", "writes", "--writers-stopped", "--window", "1s");
        assertThat(cutover.status()).describedAs(cutover.err()).isZero();
        assertThat(cutover.err()).contains("no command leads back: the transformation has no inverse");
        assertThat(new SyncSwitch(control(shop)).wish().directions()).isEqualTo(Directions.NONE);

        CapturedCommand refused = execute(shop, "rollback", "--writers-stopped");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err().lines())
                .singleElement()
                .asString()
                .contains("the transformation has no inverse", "by hand: stop the writers");
    }

    @Test
    void rollback_sourceBeingDeleted_isRefused() throws IOException {
        BookShop shop = migrated();
        writing(shop).remember(Phase.WRITING_TARGET, "deleting", "true");

        CapturedCommand refused = execute(shop, "rollback", "--writers-stopped");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("the source is being deleted: go on with complete");
        assertThat(phase(shop)).isEqualTo(Phase.WRITING_TARGET);
    }

    @Test
    void rollback_changesOfTheTargetMayBeLost_saysSoAsStatusDoes() throws IOException {
        BookShop shop = migrated();
        writing(shop);
        new Soundness(control(shop), Direction.REVERSE).markUnsound("a day was missed", Instant.now());

        CapturedCommand preview = execute(shop, "rollback", "--writers-stopped", "--dry-run", "--json");
        CapturedCommand status = execute(shop, "status", "--json");

        assertThat(preview.status()).describedAs(preview.err()).isZero();
        assertThat(preview.json().get("notes"))
                .singleElement()
                .extracting(JsonNode::asText)
                .asString()
                .startsWith("changes of the target may not have flowed back (a day was missed)")
                .contains("written once more in the target");
        assertThat(status.json().get("reverseUnsound").asText()).isEqualTo("a day was missed");
        assertThat(status.json().has("unsound")).isFalse();
    }

    @Test
    void complete_besideARollback_isRefused() throws IOException {
        BookShop shop = migrated();
        writing(shop).remember(Phase.WRITING_TARGET, "backBegan", Instant.now().toString());

        CapturedCommand refused = execute(shop, "complete", "--unused", "--no-backup", "--confirm", shop.source);

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("a rollback is under way", "take it back with cutover writes");
        assertThat(execute(shop, "status").out()).contains("next: go on with rollback");
        assertThat(shop.sourceItems()).hasSize(ITEMS);
    }

    @Test
    void scrub_beforeTheEnd_isRefused() throws IOException {
        BookShop shop = migrated();
        CapturedCommand early = execute(shop, "scrub");
        assertThat(early.status()).isEqualTo(2);
        assertThat(early.err()).contains("scrub is for the phases writing-target, completed");

        writing(shop);
        CapturedCommand open = execute(shop, "scrub");
        assertThat(open.status()).isEqualTo(2);
        assertThat(open.err()).contains("reverse sync goes by the provenance: complete it first");
    }

    @Test
    void scrub_whileWritersMoveOneByOne_isRefused() throws IOException {
        BookShop shop = migrated();
        writing(shop)
                .remember(Phase.WRITING_TARGET, GradualMove.SINCE, Instant.now().toString());
        new SyncSwitch(control(shop)).want(Directions.NONE, Instant.now());

        CapturedCommand scrub = execute(shop, "scrub");

        assertThat(scrub.status()).isEqualTo(2);
        assertThat(scrub.err()).contains("moves its writers one by one").contains("cutover writes --finish");
    }

    @ParameterizedTest
    @CsvSource({
        "pausedFrom, complete",
        "deleting, complete",
        "backBegan, rollback",
        "pauseBegan, cutover writes",
        "finishBegan, cutover writes --finish"
    })
    void scrub_besideACommandThatDiedWithSyncOff_isRefused(String detail, String command) throws IOException {
        BookShop shop = migrated();
        writing(shop).remember(Phase.WRITING_TARGET, detail, "REVERSE");
        new SyncSwitch(control(shop)).want(Directions.NONE, Instant.now());
        Map<String, Map<String, AttributeValue>> target = shop.rawTarget();

        CapturedCommand scrub = execute(shop, "scrub");

        assertThat(scrub.status()).isEqualTo(2);
        assertThat(scrub.err()).contains("once " + command + " has come to its end: go on with it first");
        assertThat(shop.rawTarget()).isEqualTo(target);
    }

    @Test
    void cutoverWrites_afterACompleteThatDied_leavesNothingOfThat() throws IOException {
        BookShop shop = migrated();
        writing(shop).remember(Phase.WRITING_TARGET, "pausedFrom", "REVERSE");
        new SyncSwitch(control(shop)).want(Directions.NONE, Instant.now());
        assertThat(execute(shop, "status").out()).contains("next: go on with complete");

        CapturedCommand on = execute(shop, "cutover", "writes", "--writers-stopped");

        assertThat(on.status()).describedAs(on.err()).isZero();
        assertThat(execute(shop, "status").out()).contains("next: finish with complete, or go back with rollback");
        assertThat(new SyncSwitch(control(shop)).wish().directions()).isEqualTo(Directions.REVERSE);
    }

    @Test
    void cutoverWrites_whileTheSourceIsBeingDeleted_keepsWhatTheDeletionGoesBy() throws IOException {
        BookShop shop = migrated();
        Phases phases = writing(shop);
        Map<String, String> details = Map.of(
                "pausedFrom", "REVERSE", "quietSince", "2026-11-28T00:00:00Z", "backup.x", "arn", "deleting", "true");
        details.forEach((name, value) -> phases.remember(Phase.WRITING_TARGET, name, value));

        execute(shop, "cutover", "writes", "--writers-stopped");

        assertThat(phases.state().details()).containsAllEntriesOf(details);
    }

    @Test
    void scrub_completedMigration_leavesNoTraceOnTheTarget() throws IOException {
        BookShop shop = migrated();
        Map<String, Map<String, AttributeValue>> target = shop.rawTarget();
        Phases phases = writing(shop);
        phases.advance(Phase.WRITING_TARGET, Phase.COMPLETED, "ada@host", Instant.now());

        Map<String, AttributeValue> tombstone =
                ControlRows.tombstoneKey(shop.target, Map.of("owner", BookShop.s("o"), "code", BookShop.s("c")));
        shop.client.putItem(request -> request.tableName(control(shop).name()).item(tombstone));

        CapturedCommand scrub = execute(shop, "scrub", "--json");

        assertThat(scrub.status()).describedAs(scrub.err()).isZero();
        assertThat(scrub.json().get("tombstones").asInt()).isEqualTo(1);
        assertThat(shop.client
                        .getItem(request ->
                                request.tableName(control(shop).name()).key(tombstone))
                        .hasItem())
                .isFalse();
        assertThat(scrub.json().at("/scrub/scrubbed").asInt()).isEqualTo(target.size());
        target.values().forEach(item -> item.remove("_touchstream"));
        assertThat(shop.rawTarget()).isEqualTo(target);
        assertThat(execute(shop, "scrub", "--json").json().at("/scrub/scrubbed").asInt())
                .isZero();
    }

    private Phases writing(BookShop shop) {
        Phases phases = new Phases(control(shop));
        phases.advance(Phase.SYNCHRONISED, Phase.VERIFIED, "ada@host", Instant.now());
        phases.advance(Phase.VERIFIED, Phase.READING_TARGET, "ada@host", Instant.now());
        phases.advance(Phase.READING_TARGET, Phase.WRITING_TARGET, "ada@host", Instant.now());
        return phases;
    }

    private BookShop migrated() throws IOException {
        BookShop shop = new BookShop(folder);
        shop.open(100_000);
        shop.stock(ITEMS);
        assertThat(execute(shop, "run").status()).isZero();
        return shop;
    }

    private static Phase phase(BookShop shop) {
        return new Phases(control(shop)).state().phase();
    }

    private static ControlTable control(BookShop shop) {
        return new ControlTable(shop.client, ControlTable.nameFor(shop.name));
    }

    private static CapturedCommand execute(BookShop shop, String... command) {
        return CapturedCommand.of(shop.arguments(command));
    }

    private static String err(CommandProcess process) {
        try {
            return process.err();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

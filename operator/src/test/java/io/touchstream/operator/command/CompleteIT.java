package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Phases;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.SyncSwitch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Completing a migration at an endpoint that has neither measures nor backups. */
class CompleteIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void complete_withoutWhatItNeeds_saysWhatIsMissingAndChangesNothing() throws IOException {
        BookShop shop = writing();

        for (Map.Entry<List<String>, String> refused : Map.of(
                        List.of("complete"), "nothing measures here who uses the source: give your word with --unused",
                        List.of("complete", "--unused"),
                                "nothing makes backups here: back the source up yourself, then use --no-backup",
                        List.of("complete", "--unused", "--no-backup"),
                                "table " + shop.source + " is to be deleted without a backup and nothing was changed: "
                                        + "confirm with --confirm " + shop.source,
                        List.of("complete", "--window-minutes", "0"), "--window-minutes 0: expected 1 to 10080",
                        List.of("complete", "--export-to", "books"),
                                "--export-to books: expected s3://BUCKET or s3://BUCKET/PREFIX",
                        List.of("complete", "--export-to", "s3://books", "--no-backup"),
                                "--no-backup and --export-to exclude each other")
                .entrySet()) {
            CapturedCommand answer = execute(shop, refused.getKey().toArray(String[]::new));

            assertThat(answer.status()).describedAs("%s", refused.getKey()).isEqualTo(2);
            assertThat(answer.err().lines()).containsExactly(refused.getValue());
        }
        assertThat(phases(shop).state().phase()).isEqualTo(Phase.WRITING_TARGET);
        assertThat(phases(shop).state().details()).isEmpty();
        assertThat(shop.sourceItems()).hasSize(12);
    }

    @Test
    void complete_differencesInTheLastVerifyOrAQuarantine_areInTheWay() throws IOException {
        BookShop shop = migrated();
        Phases phases = phases(shop);
        phases.advance(Phase.SYNCHRONISED, Phase.VERIFIED, "ada@host", Instant.now());
        shop.deleteFromTarget("o1", "c1");
        execute(shop, "verify", "--settle", "1");
        phases.advance(Phase.SYNCHRONISED, Phase.VERIFIED, "ada@host", Instant.now());
        toWriting(phases);

        CapturedCommand complete =
                execute(shop, "complete", "--unused", "--no-backup", "--confirm", shop.source, "--json");

        assertThat(complete.status()).isEqualTo(1);
        assertThat(complete.json().get("obstacles"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "the last verify before the writers moved did not find the tables equal: go back with rollback,"
                                + " and begin anew under another name");
        assertThat(phases.state().phase()).isEqualTo(Phase.WRITING_TARGET);
        assertThat(shop.sourceItems()).hasSize(12);
    }

    @Test
    void complete_rollbackBegunWhileTheNameIsAskedFor_isRefused() throws IOException {
        BookShop shop = writing();

        CapturedCommand refused = typing(
                shop,
                () -> phases(shop)
                        .remember(
                                Phase.WRITING_TARGET, "backBegan", Instant.now().toString()));

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("a rollback is under way");
        assertThat(shop.sourceItems()).hasSize(12);
    }

    @Test
    void complete_cutoverThatAwaitsItsGo_isRefusedBeforeAndAfterTheNameIsAskedFor() throws IOException {
        BookShop shop = writing();
        Runnable dying = () -> phases(shop)
                .remember(Phase.WRITING_TARGET, "pauseBegan", Instant.now().toString());

        CapturedCommand late = typing(shop, dying);
        CapturedCommand early = execute(shop, "complete", "--unused", "--no-backup", "--confirm", shop.source);

        for (CapturedCommand refused : List.of(late, early)) {
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err()).contains("has not let the application go yet", "go on with cutover writes");
        }
        assertThat(shop.sourceItems()).hasSize(12);
        phases(shop).remember(Phase.WRITING_TARGET, "pauseEnded", Instant.now().toString());
        assertThat(execute(shop, "complete", "--unused", "--no-backup", "--dry-run")
                        .status())
                .isZero();
    }

    @Test
    void complete_sourceProtectedFromDeletion_isInTheWayBeforeAndAfterTheNameIsAskedFor() throws IOException {
        BookShop shop = writing();
        Runnable protect = () -> shop.client.updateTable(
                request -> request.tableName(shop.source).deletionProtectionEnabled(true));
        String obstacle = "table " + shop.source + " is protected from deletion";

        CapturedCommand late = typing(shop, protect);
        CapturedCommand early = execute(shop, "complete", "--unused", "--no-backup", "--dry-run");

        assertThat(late.status()).isEqualTo(1);
        assertThat(late.out()).contains(obstacle);
        assertThat(early.status()).isEqualTo(1);
        assertThat(early.out()).contains(obstacle);
        assertThat(phases(shop).state().details()).isEmpty();
        assertThat(execute(shop, "complete", "--unused", "--no-backup", "--keep-source")
                        .status())
                .isZero();
    }

    @Test
    void complete_changesLostBeforeTheWritersMoved_areInTheWayAndLaterOnesAreNot() throws IOException {
        BookShop shop = writing();
        Instant moved = Objects.requireNonNull(phases(shop).state().since());
        Soundness soundness = new Soundness(control(shop));

        soundness.markUnsound("a day was missed", moved.minusSeconds(60));
        CapturedCommand before = execute(shop, "complete", "--unused", "--no-backup", "--dry-run");
        soundness.markUnsound("the mapping was switched on again", moved.plusSeconds(60));
        CapturedCommand after = execute(shop, "complete", "--unused", "--no-backup", "--dry-run");

        assertThat(before.status()).isEqualTo(1);
        assertThat(before.out()).contains("changes may be lost (a day was missed): go back with rollback");
        assertThat(after.status()).describedAs(after.out()).isZero();
    }

    @Test
    void complete_confirmedByName_deletesTheSourceAndIsAnEnd() throws IOException {
        BookShop shop = writing();
        Map<String, Map<String, AttributeValue>> target = shop.rawTarget();
        CapturedCommand preview = execute(shop, "complete", "--unused", "--no-backup", "--dry-run", "--json");
        assertThat(preview.status()).isZero();
        assertThat(preview.json().get("would")).hasSize(4);

        CapturedCommand complete =
                execute(shop, "complete", "--unused", "--no-backup", "--confirm", shop.source, "--json");

        assertThat(complete.status()).describedAs(complete.err()).isZero();
        assertThat(complete.json().get("phase").asText()).isEqualTo("completed");
        assertThat(shop.client.listTablesPaginator().tableNames().stream()).doesNotContain(shop.source);
        assertThat(shop.rawTarget()).isEqualTo(target);
        assertThat(execute(shop, "complete", "--unused", "--no-backup").status())
                .isZero();
        CapturedCommand rollback = execute(shop, "rollback");
        assertThat(rollback.status()).isEqualTo(2);
        assertThat(rollback.err()).contains(" is completed ", "nothing is left to be done, but scrub");
        assertThat(execute(shop, "scrub").status()).isZero();
        assertThat(shop.rawTarget().values())
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item).doesNotContainKey("_touchstream"));
    }

    @Test
    void complete_somethingInTheWayOfOneThatWasKilled_letsSyncGoOn() throws IOException {
        BookShop shop = writing();
        SyncSwitch sync = new SyncSwitch(control(shop));
        sync.want(Directions.NONE, Instant.now());
        phases(shop).remember(Phase.WRITING_TARGET, "pausedFrom", "REVERSE");
        assertThat(execute(shop, "status", "--json").json().get("next").asText())
                .startsWith("go on with complete")
                .contains("does not flow back");
        shop.client.updateTable(request -> request.tableName(shop.source).deletionProtectionEnabled(true));

        CapturedCommand complete = execute(shop, "complete", "--unused", "--no-backup", "--confirm", shop.source);

        assertThat(complete.status()).isEqualTo(1);
        assertThat(complete.out()).contains("is protected from deletion");
        assertThat(complete.err()).contains("sync runs again, which an earlier complete had switched off");
        assertThat(sync.wish().directions()).isEqualTo(Directions.REVERSE);
        assertThat(phases(shop).state().details()).isEmpty();
    }

    /** Completes, and has something happen before the source's name is typed. */
    private static CapturedCommand typing(BookShop shop, Runnable before) {
        InputStream in = System.in;
        System.setProperty("touchstream.interactive", "true");
        byte[] name = (shop.source + "\n").getBytes(StandardCharsets.UTF_8);
        System.setIn(new ByteArrayInputStream(name) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                if (pos == 0) {
                    before.run();
                }
                return super.read(into, offset, length);
            }
        });
        try {
            return execute(shop, "complete", "--unused", "--no-backup");
        } finally {
            System.setIn(in);
            System.clearProperty("touchstream.interactive");
        }
    }

    private BookShop writing() throws IOException {
        BookShop shop = migrated();
        assertThat(execute(shop, "verify", "--settle", "1").status()).isZero();
        toWriting(phases(shop));
        new SyncSwitch(control(shop)).want(Directions.REVERSE, Instant.now());
        return shop;
    }

    private static void toWriting(Phases phases) {
        phases.advance(Phase.VERIFIED, Phase.READING_TARGET, "ada@host", Instant.now());
        phases.advance(Phase.READING_TARGET, Phase.WRITING_TARGET, "ada@host", Instant.now());
    }

    private BookShop migrated() throws IOException {
        BookShop shop = new BookShop(folder);
        shop.open(100_000);
        shop.stock(12);
        assertThat(execute(shop, "run").status()).isZero();
        return shop;
    }

    private static Phases phases(BookShop shop) {
        return new Phases(control(shop));
    }

    private static ControlTable control(BookShop shop) {
        return new ControlTable(shop.client, ControlTable.nameFor(shop.name));
    }

    private static CapturedCommand execute(BookShop shop, String... command) {
        return CapturedCommand.of(shop.arguments(command));
    }
}

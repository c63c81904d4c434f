package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the commands find, mend and answer, on a small migration. */
class CommandAnswersIT {
    private static final int ITEMS = 30;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void verifyRepair_missingDifferentAndGhost_areMended() throws IOException {
        BookShop shop = migrated();
        Map<String, Map<String, AttributeValue>> right = shop.targetItems();
        shop.deleteFromTarget("o1", "c1");
        shop.damageTarget("o6", "c6");
        shop.haunt("nobody");

        CapturedCommand found = execute(shop, "verify", "--settle", "1", "--json");
        assertThat(found.status()).isEqualTo(1);
        assertThat(found.json().get("equal").asBoolean()).isFalse();
        assertThat(found.json().get("differences"))
                .extracting(difference -> difference.get("kind").asText())
                .containsExactlyInAnyOrder("MISSING", "DIFFERENT", "GHOST");
        assertThat(found.json().get("differences"))
                .filteredOn(difference -> difference.get("kind").asText().equals("DIFFERENT"))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.get("source").asText()).isEqualTo(shop.source + "/id=S:i6");
                    assertThat(difference.get("attributes"))
                            .extracting(JsonNode::asText)
                            .containsExactly("value");
                });

        assertThat(execute(shop, "verify", "--repair", "--settle", "1", "--json")
                        .json()
                        .get("repaired"))
                .isNotEmpty();
        assertThat(execute(shop, "run").status()).isZero();

        CapturedCommand mended = execute(shop, "verify", "--settle", "1", "--json");
        assertThat(mended.status()).describedAs(mended.out()).isZero();
        assertThat(shop.targetItems()).isEqualTo(right);
    }

    @Test
    void redrive_itemCorrectedInTheSource_leavesTheQuarantineAndArrives() throws IOException {
        BookShop shop = open();
        Map<String, AttributeValue> broken = BookShop.item("broken", "book", "o1", "x", 1);
        broken.remove("code");
        shop.put(broken);
        assertThat(execute(shop, "run").status()).isEqualTo(1);

        CapturedCommand list = execute(shop, "quarantine", "list", "--json");
        assertThat(list.status()).isEqualTo(1);
        assertThat(list.json().get("quarantine")).singleElement().satisfies(entry -> {
            assertThat(entry.get("source").asText()).isEqualTo(shop.source + "/id=S:broken");
            assertThat(entry.get("cause").asText()).isEqualTo("TRANSFORM_FAILED");
            assertThat(entry.get("detail").asText()).contains("code");
            assertThat(Instant.parse(entry.get("at").asText())).isBefore(Instant.now());
        });
        JsonNode status = execute(shop, "status", "--json").json();
        assertThat(status.get("quarantine").get("TRANSFORM_FAILED").asInt()).isEqualTo(1);
        assertThat(execute(shop, "verify", "--settle", "1").status()).isEqualTo(1);

        shop.put(BookShop.item("broken", "book", "o1", "mended", 2));
        CapturedCommand redrive = execute(shop, "redrive", "--json");
        assertThat(redrive.status()).isZero();
        assertThat(redrive.json().get("redriven")).isNotEmpty();
        assertThat(execute(shop, "run").status()).isZero();

        CapturedCommand empty = execute(shop, "quarantine", "list");
        assertThat(empty.status()).isZero();
        assertThat(empty.out()).isEqualToIgnoringNewLines("the quarantine is empty");
        assertThat(shop.targetItems().get("broken")).containsEntry("code", BookShop.s("BOOK#mended"));
        assertThat(execute(shop, "verify", "--settle", "1").status()).isZero();
    }

    @Test
    void redrive_itemDeletedFromTheSource_settlesItsEntry() throws IOException {
        BookShop shop = migrated();
        Map<String, AttributeValue> broken = BookShop.item("i0", "book", "o0", "c0", 1);
        broken.remove("code");
        shop.put(broken);
        assertThat(execute(shop, "run").status()).isEqualTo(1);
        assertThat(shop.targetItems()).containsKey("i0");
        shop.client.deleteItem(request -> request.tableName(shop.source).key(Map.of("id", BookShop.s("i0"))));

        assertThat(execute(shop, "redrive").status()).isZero();
        assertThat(execute(shop, "run").status()).isZero();

        assertThat(execute(shop, "quarantine", "list").status()).isZero();
        assertThat(shop.targetItems()).doesNotContainKey("i0");
    }

    @Test
    void redrive_entryThatNamesNoItem_isFoundStill() throws IOException {
        BookShop shop = migrated();
        ControlTable control = new ControlTable(shop.client, ControlTable.nameFor(shop.name));
        new Quarantine(control, (source, version, images) -> "image")
                .add(new QuarantineEntry(
                        SourceId.ofEvent("broken"),
                        Version.of(1, "1"),
                        Cause.MALFORMED_RECORD,
                        "no key",
                        null,
                        null,
                        Set.of(),
                        new Images(null, null, null),
                        Instant.now()));

        CapturedCommand redrive = execute(shop, "redrive");

        assertThat(redrive.status()).isEqualTo(1);
        assertThat(redrive.out()).contains("namesNoItem=1").contains("quarantine list");
    }

    @Test
    void status_afterARun_hasItsShape() throws IOException {
        BookShop shop = migrated();

        JsonNode status = execute(shop, "status", "--json").json();

        assertThat(names(status))
                .containsExactlyInAnyOrder(
                        "migration", "phase", "since", "next", "runs", "sync", "quarantine", "settings");
        assertThat(status.get("phase").asText()).isEqualTo("synchronised");
        assertThat(status.get("next").asText()).isEqualTo("prove the tables equal with verify");
        assertThat(status.get("migration").asText()).isEqualTo(shop.name);
        JsonNode run = status.get("runs").get(0);
        assertThat(names(run)).containsExactlyInAnyOrder("id", "job", "startedAt", "finishedAt", "outcome", "counts");
        assertThat(run.get("job").asText()).isEqualTo("TOUCH");
        assertThat(run.get("outcome").asText()).isEqualTo("complete");
        assertThat(Instant.parse(run.get("startedAt").asText()))
                .isBefore(Instant.parse(run.get("finishedAt").asText()));
        assertThat(run.get("counts").get("touched").asInt()).isEqualTo(ITEMS);
        assertThat(names(status.get("sync"))).containsExactlyInAnyOrder("last", "secondsAgo", "lagMillis", "counts");
        assertThat(status.get("quarantine")).isEmpty();
        assertThat(names(status.get("settings"))).containsExactlyInAnyOrder("paused", "maxWriteUnitsPerSecond");
    }

    @Test
    void json_everyCommand_isOneDocumentOnStandardOutput() throws IOException {
        BookShop shop = open();
        for (List<String> command : List.of(
                List.of("run"),
                List.of("run"),
                List.of("status"),
                List.of("history"),
                List.of("verify", "--settle", "1"),
                List.of("verify", "--repair", "--settle", "1"),
                List.of("quarantine", "list"),
                List.of("redrive"),
                List.of("pause"),
                List.of("resume"),
                List.of("rate", "100"))) {
            List<String> arguments = new ArrayList<>(command);
            arguments.add("--json");
            CapturedCommand answer = execute(shop, arguments.toArray(String[]::new));

            assertThat(answer.status()).describedAs("%s", command).isZero();
            assertThat(answer.json().isObject()).describedAs("%s", command).isTrue();
        }
    }

    private BookShop open() throws IOException {
        BookShop shop = new BookShop(folder);
        shop.open(100_000);
        shop.stock(ITEMS);
        return shop;
    }

    private BookShop migrated() throws IOException {
        BookShop shop = open();
        assertThat(execute(shop, "run").status()).isZero();
        return shop;
    }

    private static CapturedCommand execute(BookShop shop, String... command) {
        return CapturedCommand.of(shop.arguments(command));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}

package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Phases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** What the commands ask of a migration's phase, what they make of it, and what they write down. */
class PhasesIT {
    private static final int ITEMS = 12;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void runAndVerify_equalTables_leadToVerifiedAndAreWrittenDown() throws IOException {
        BookShop shop = migrated();
        assertThat(phase(shop)).isEqualTo("synchronised");
        CapturedCommand verify = execute(shop, "verify", "--settle", "1", "--json");
        assertThat(verify.json().get("phase").asText()).isEqualTo("verified");

        JsonNode history = execute(shop, "history", "--json").json().get("history");

        assertThat(history).hasSize(2);
        JsonNode run = history.get(0);
        assertThat(run.get("command").asText()).startsWith("run --migration " + folder);
        assertThat(run.get("who").asText()).contains(System.getProperty("user.name") + "@");
        assertThat(text(run, "before", "after", "outcome")).containsExactly("created", "synchronised", "done");
        assertThat(text(history.get(1), "before", "after", "outcome"))
                .containsExactly("synchronised", "verified", "done");
        assertThat(Instant.parse(run.get("at").asText()))
                .isBefore(Instant.parse(run.get("endedAt").asText()));
        assertThat(execute(shop, "history").out().lines())
                .hasSize(2)
                .first()
                .asString()
                .endsWith("done, created -> synchronised");
    }

    @Test
    void verify_differences_leadBackFromVerified() throws IOException {
        BookShop shop = migrated();
        execute(shop, "verify", "--settle", "1");
        shop.deleteFromTarget("o1", "c1");

        CapturedCommand verify = execute(shop, "verify", "--settle", "1");

        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.out()).contains("phase: synchronised (the tables differ)");
        assertThat(phase(shop)).isEqualTo("synchronised");
    }

    @Test
    void verify_equalButForTheQuarantine_doesNotLeadToVerified() throws IOException {
        BookShop shop = migrated();
        Map<String, AttributeValue> broken = BookShop.item("broken", "book", "o1", "x", 1);
        broken.remove("code");
        shop.put(broken);
        execute(shop, "run");
        // Its entry stays, which says that something went wrong that nobody has looked at.
        shop.client.deleteItem(request -> request.tableName(shop.source).key(Map.of("id", BookShop.s("broken"))));

        CapturedCommand verify = execute(shop, "verify", "--settle", "1");

        assertThat(verify.status()).describedAs(verify.out()).isZero();
        assertThat(verify.out()).contains("phase: synchronised (the quarantine is not empty");
        assertThat(phase(shop)).isEqualTo("synchronised");
    }

    @Test
    void run_inAPhaseThatItIsNotFor_isRefusedInOneLineAndWritesNothing() throws IOException {
        BookShop shop = migrated();
        execute(shop, "verify", "--settle", "1");
        Phases phases = new Phases(control(shop));
        phases.advance(Phase.VERIFIED, Phase.READING_TARGET, "ada@host", Instant.EPOCH);
        phases.advance(Phase.READING_TARGET, Phase.WRITING_TARGET, "ada@host", Instant.EPOCH);

        for (String command : List.of("run", "touch")) {
            CapturedCommand refused = execute(shop, command);

            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err().lines())
                    .filteredOn(line -> !line.startsWith("there is no stack"))
                    .singleElement()
                    .asString()
                    .startsWith(command + " is for the phases ")
                    .endsWith(
                            "migration " + shop.name + " is writing-target (since 1970-01-01T00:00:00Z, by ada@host): "
                                    + "finish with complete, or go back with rollback");
        }
        assertThat(execute(shop, "history", "--json").json().get("history")).hasSize(2);
    }

    @Test
    void run_controlTableFromBeforePhases_derivesThePhaseAndRecordsIt() throws IOException {
        BookShop shop = migrated();
        shop.client.deleteItem(request -> request.tableName(control(shop).name())
                .key(Map.of("pk", BookShop.s("MIGRATION"), "sk", BookShop.s("PHASE"))));
        assertThat(new Phases(control(shop)).state().isRecorded()).isFalse();
        assertThat(phase(shop)).isEqualTo("synchronised");

        assertThat(execute(shop, "verify", "--settle", "1").status()).isZero();

        assertThat(new Phases(control(shop)).state().phase()).isEqualTo(Phase.VERIFIED);
    }

    @Test
    void verify_thatFails_isWrittenDownWithCauseAndNextStepUntilOneSucceeds() throws IOException {
        BookShop shop = migrated();
        // A row that no version of the command line writes.
        Map<String, AttributeValue> broken = Map.of("pk", BookShop.s("SOUNDNESS"), "sk", BookShop.s("GAP"));
        shop.client.putItem(request -> request.tableName(control(shop).name()).item(broken));

        assertThat(execute(shop, "verify", "--settle", "1").status()).isEqualTo(3);

        JsonNode entry =
                execute(shop, "history", "--json").json().get("history").get(1);
        assertThat(entry.get("outcome").asText()).isEqualTo("failed");
        assertThat(entry.get("next").asText())
                .startsWith("mend that, then verify --settle 1 --migration ")
                .endsWith(" again");
        assertThat(entry.get("detail").asText()).contains("control row without reason");
        shop.client.deleteItem(
                request -> request.tableName(control(shop).name()).key(broken));
        assertThat(execute(shop, "status", "--json")
                        .json()
                        .get("failure")
                        .get("cause")
                        .asText())
                .isEqualTo(entry.get("detail").asText());

        assertThat(execute(shop, "verify", "--settle", "1").status()).isZero();
        assertThat(execute(shop, "status", "--json").json().get("failure")).isNull();
    }

    @Test
    void acceptDefinition_changedOne_asksForARepairAndAVerifyAfterIt() throws IOException {
        BookShop shop = migrated();
        execute(shop, "verify", "--settle", "1");
        change("default: {tags: []}", "default: {tags: [], shelf: A}");
        for (String command : List.of("run", "touch", "verify", "redrive")) {
            CapturedCommand refused = execute(shop, command);
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err()).contains("another definition", "new name", "verify --repair --accept-definition");
        }
        CapturedCommand alone = execute(shop, "verify", "--accept-definition");
        assertThat(alone.status()).isEqualTo(2);
        assertThat(phase(shop)).isEqualTo("verified");

        CapturedCommand accepted = execute(shop, "verify", "--repair", "--accept-definition", "--settle", "1");

        assertThat(accepted.status()).describedAs(accepted.err()).isEqualTo(1);
        assertThat(phase(shop)).isEqualTo("synchronised");
        JsonNode history = execute(shop, "history", "--json").json().get("history");
        assertThat(history.get(2).get("detail").asText())
                .isEqualTo("definition " + history.get(0).get("definition").asText() + " was replaced by "
                        + history.get(2).get("definition").asText());
        assertThat(execute(shop, "run").status()).isZero();
        CapturedCommand verify = execute(shop, "verify", "--settle", "1");
        assertThat(verify.status()).describedAs(verify.out()).isZero();
        assertThat(phase(shop)).isEqualTo("verified");
        assertThat(shop.rawTarget().values())
                .filteredOn(item -> item.containsKey("tags"))
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item).containsEntry("shelf", BookShop.s("A")));
    }

    @Test
    void acceptDefinition_thatYieldsTheSame_isVerifiedOnlyAfterARepairRun() throws IOException {
        BookShop shop = migrated();
        change("default: {tags: []}", "default: {tags: [], type: unused}");

        CapturedCommand accepted = execute(shop, "verify", "--repair", "--accept-definition", "--settle", "1");

        assertThat(accepted.status()).describedAs(accepted.out()).isZero();
        assertThat(accepted.out()).contains("phase: synchronised (the definition was changed");
        assertThat(execute(shop, "verify", "--settle", "1").out()).contains("phase: verified");
    }

    @Test
    void list_migrationsOfTheEndpoint_namesPhaseLastChangeAndFolder() throws IOException {
        BookShop shop = migrated();
        shop.client.createTable(ControlTable.creation("touchstream-x" + shop.name).toBuilder()
                .keySchema(KeySchemaElement.builder()
                        .attributeName("pk")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("pk")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .build());
        CapturedCommand list = CapturedCommand.of(
                "list",
                "--endpoint-url",
                shop.database.endpoint().toString(),
                "--migrations",
                Objects.requireNonNull(folder.getParent()).toString(),
                "--json");

        assertThat(list.status()).describedAs(list.err()).isZero();
        assertThat(list.json().get("migrations"))
                .filteredOn(entry -> entry.get("migration").asText().endsWith(shop.name))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(text(entry, "phase", "folder")).containsExactly("synchronised", folder.toString());
                    assertThat(entry.get("lastCommand").asText()).startsWith("run ");
                });
    }

    private void change(String before, String after) throws IOException {
        Path file = folder.resolve("migration.yaml");
        String definition = Files.readString(file);
        assertThat(definition).contains(before);
        Files.writeString(file, definition.replace(before, after));
    }

    private static ControlTable control(BookShop shop) {
        return new ControlTable(shop.client, ControlTable.nameFor(shop.name));
    }

    private static String phase(BookShop shop) throws IOException {
        return execute(shop, "status", "--json").json().get("phase").asText();
    }

    private BookShop migrated() throws IOException {
        BookShop shop = new BookShop(folder);
        shop.open(100_000);
        shop.stock(ITEMS);
        assertThat(execute(shop, "run").status()).isZero();
        return shop;
    }

    private static CapturedCommand execute(BookShop shop, String... command) {
        return CapturedCommand.of(shop.arguments(command));
    }

    private static List<String> text(JsonNode entry, String... names) {
        List<String> texts = new ArrayList<>();
        for (String name : names) {
            texts.add(entry.get(name).asText());
        }
        return texts;
    }
}

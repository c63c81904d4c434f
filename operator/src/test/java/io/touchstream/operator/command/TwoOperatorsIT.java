package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Phases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two operators at one migration, in processes of their own: who goes, and what the other is told. */
class TwoOperatorsIT {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void run_besideAnother_isToldWhoHoldsTheLockAndTakesOverOnceThatWasKilled() throws Exception {
        BookShop shop = open(20, 1_500);
        try (CommandProcess first = CommandProcess.start(folder, shop.arguments("run"))) {
            first.awaitUntil(() -> shop.touched() > 1, CommandProcess.PATIENCE);

            CapturedCommand second = CapturedCommand.of(shop.arguments("run"));

            assertThat(second.status()).isEqualTo(3);
            assertThat(second.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "migration " + shop.name + " is being changed by " + System.getProperty("user.name") + "@")
                    .contains("run --migration", "wait for it to end");
            assertThat(CapturedCommand.of(shop.arguments("rate", "100000")).status())
                    .isZero();
            JsonNode status =
                    CapturedCommand.of(shop.arguments("status", "--json")).json();
            assertThat(status.get("phase").asText()).isEqualTo("touching");
            assertThat(status.get("lock").get("command").asText()).startsWith("run ");
            assertThat(outcomes(shop)).containsExactly("under way");
            first.kill();
        }
        assertThat(outcomes(shop)).containsExactly("killed");

        CapturedCommand again = CapturedCommand.of(shop.arguments("run"));

        assertThat(again.status()).describedAs(again.err()).isZero();
        assertThat(again.err()).contains("the lock was taken over from " + System.getProperty("user.name") + "@");
        assertThat(outcomes(shop)).containsExactly("killed", "done");
    }

    @Test
    void follow_goesOnSynchronising_withoutTheLockUntilItsPhasesEnd() throws Exception {
        BookShop shop = open(100_000, 20);
        try (CommandProcess follower = CommandProcess.start(folder, shop.arguments("run", "--follow"))) {
            follower.awaitUntil(
                    () -> err(follower).contains("synchronising until interrupted"), CommandProcess.PATIENCE);
            CapturedCommand verify = CapturedCommand.of(shop.arguments("verify", "--settle", "1"));
            assertThat(verify.status()).describedAs(verify.err()).isZero();

            CapturedCommand second = CapturedCommand.of(shop.arguments("run"));
            assertThat(second.status()).isEqualTo(3);
            assertThat(second.err()).contains("is synchronised already by ", "run --follow");

            Phases phases = new Phases(new ControlTable(shop.client, ControlTable.nameFor(shop.name)));
            assertThat(phases.advance(Phase.VERIFIED, Phase.CANCELLED, "ada@host", Instant.now()))
                    .isTrue();
            assertThat(follower.await(CommandProcess.PATIENCE)).isZero();
            assertThat(follower.err()).contains("The migration is cancelled: this process no longer synchronises.");
        }
    }

    private BookShop open(long writeUnitsPerSecond, int items) throws IOException {
        BookShop shop = new BookShop(folder);
        shop.open(writeUnitsPerSecond);
        shop.stock(items);
        return shop;
    }

    private static List<String> outcomes(BookShop shop) throws IOException {
        List<String> outcomes = new ArrayList<>();
        CapturedCommand.of(shop.arguments("history", "--json"))
                .json()
                .get("history")
                .forEach(entry -> outcomes.add(entry.get("outcome").asText()));
        return outcomes;
    }

    private static String err(CommandProcess process) {
        try {
            return process.err();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

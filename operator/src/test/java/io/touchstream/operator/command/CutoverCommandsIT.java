package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Phases;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cut-over's commands on one machine: what they need, what they answer, and their exit statuses. */
class CutoverCommandsIT {
    private final BookShop shop;

    CutoverCommandsIT(@TempDir Path folder) {
        shop = new BookShop(folder);
    }

    @BeforeEach
    void open() throws IOException {
        shop.open(2_000);
        shop.stock(30);
    }

    @Test
    void cutover_stepByStep_movesTheApplication() throws IOException {
        assertThat(execute("run").status()).isZero();
        CapturedCommand early = execute("cutover", "reads");
        assertThat(early.status()).isEqualTo(2);
        assertThat(early.err()).contains("is synchronised").contains("verify");
        assertThat(execute("verify", "--settle", "1").status()).isZero();

        CapturedCommand dry = execute("cutover", "reads", "--dry-run", "--json");
        assertThat(dry.status()).describedAs(dry.out()).isZero();
        assertThat(dry.json().get("actions")).isNotEmpty();
        assertThat(phase()).isEqualTo("verified");

        CapturedCommand reads = execute("cutover", "reads", "--json");
        assertThat(reads.status()).describedAs(reads.err()).isZero();
        assertThat(reads.json().get("watched").asBoolean()).isFalse();
        assertThat(phase()).isEqualTo("reading-target");
        assertThat(actions("reads")).isEmpty();
        assertThat(execute("cutover", "reads").out())
                .contains("the application may read the target", "sync ends with this command: run --follow");

        CapturedCommand back = execute("rollback", "--json");
        assertThat(back.status()).describedAs(back.err()).isZero();
        assertThat(back.json().get("completed").asBoolean()).isTrue();
        assertThat(phase()).isEqualTo("verified");
        assertThat(execute("cutover", "reads", "--no-watch").status()).isZero();

        CapturedCommand withoutFence = execute("cutover", "writes");
        assertThat(withoutFence.status()).isEqualTo(2);
        assertThat(withoutFence.err()).contains("no resource policies").contains("--writers-stopped");
        assertThat(phase()).isEqualTo("reading-target");
        assertThat(execute("cutover", "writes", "--dry-run").status()).isEqualTo(1);

        CapturedCommand writes = execute("cutover", "writes", "--writers-stopped", "--window", "1s", "--json");
        assertThat(writes.status()).describedAs(writes.err()).isZero();
        JsonNode answer = writes.json();
        assertThat(answer.get("outcome").asText()).isEqualTo("done");
        assertThat(answer.at("/verify/equal").asBoolean()).isTrue();
        assertThat(answer.get("writePauseMillis").asLong()).isPositive();
        assertThat(answer.get("steps").has("proven")).isTrue();
        assertThat(phase()).isEqualTo("writing-target");
        assertThat(actions("writes"))
                .containsExactly(
                        "let sync run back, from the target to the source",
                        "say that the application may write the target");
        new Phases(new ControlTable(shop.client, shop.control))
                .remember(Phase.WRITING_TARGET, "backBegan", "2026-11-28T00:00:00Z");
        assertThat(actions("writes")).contains("take the rollback back that is under way, and the target's fence down");
        assertThat(shop.targetItems()).hasSize(24);
    }

    @Test
    void cutoverReads_quarantinedItem_isBlockedAndSaysWhatToDo() throws IOException {
        assertThat(execute("run").status()).isZero();
        assertThat(execute("verify", "--settle", "1").status()).isZero();
        // A second item for the target key of another.
        shop.put(BookShop.item("twin", "author", "o1", "c1", 1));
        assertThat(execute("run").status()).isEqualTo(1);

        CapturedCommand reads = execute("cutover", "reads");

        assertThat(reads.status()).describedAs(reads.out() + reads.err()).isEqualTo(1);
        assertThat(reads.out()).contains("in quarantine").contains("redrive").contains("nothing was changed");
        assertThat(phase()).isEqualTo("verified");
    }

    @Test
    void window_notATime_isWrongUsage() {
        CapturedCommand wrong = execute("cutover", "writes", "--window", "soon");

        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("expected a time such as 30s, 15m or 2h");
    }

    @Test
    void dryRun_inAnotherPhase_isRefusedAsTheCommandIs() {
        assertThat(execute("run").status()).isZero();
        for (String readersOrWriters : List.of("reads", "writes")) {
            CapturedCommand refused = execute("cutover", readersOrWriters, "--dry-run");
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err()).contains("is synchronised").contains("prove the tables equal with verify");
        }
    }

    @Test
    void cutoverReads_windowNotOfWholeMinutes_isWrongUsage() {
        for (String window : List.of("0m", "0s", "59s", "90s")) {
            CapturedCommand wrong = execute("cutover", "reads", "--window", window);

            assertThat(wrong.status()).describedAs(window).isEqualTo(2);
            assertThat(wrong.err()).contains("expected whole minutes, and at least 1m");
        }
    }

    private List<String> actions(String readersOrWriters) throws IOException {
        CapturedCommand preview = execute("cutover", readersOrWriters, "--dry-run", "--json");
        assertThat(preview.status()).describedAs(preview.err()).isZero();
        List<String> actions = new ArrayList<>();
        preview.json().get("actions").forEach(action -> actions.add(action.asText()));
        return actions;
    }

    private String phase() throws IOException {
        return execute("status", "--json").json().get("phase").asText();
    }

    private CapturedCommand execute(String... command) {
        return CapturedCommand.of(shop.arguments(command));
    }
}

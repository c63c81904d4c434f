package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Phases;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.SyncSwitch;
import io.touchstream.protocol.control.Tombstones;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Moving the writers one by one, through the commands. The judge is what the application itself remembers of its writes. */
class GradualCommandsIT {
    private final GradualScene scene;

    GradualCommandsIT(@TempDir Path folder) {
        scene = new GradualScene(folder);
    }

    @BeforeEach
    void readTheTarget() throws Exception {
        scene.open();
        for (String item : new String[] {"put", "updated", "deleted", "moved", "stays"}) {
            scene.writer.putSource(item, "first");
        }
        assertThat(scene.execute("run").status()).isZero();
        scene.synchronise();
        assertThat(scene.execute("verify", "--settle", "1").status()).isZero();
        assertThat(scene.execute("cutover", "reads").status()).isZero();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void gradual_lateChangesOfTheSourceTwice_leaveTheApplicationsWritesAlone() throws Exception {
        scene.writer.announce();
        CapturedCommand begin = scene.execute("cutover", "writes", "--gradual", "--json");
        assertThat(begin.status()).describedAs(begin.err()).isZero();
        assertThat(begin.json().get("outcome").asText()).isEqualTo("done");
        assertThat(phase()).isEqualTo(Phase.WRITING_TARGET);
        assertThat(new SyncSwitch(control()).wish().directions()).isEqualTo(Directions.BOTH);

        scene.late.hold();
        for (String item : new String[] {"put", "updated", "deleted", "moved"}) {
            scene.writer.putSource(item, "last in the source");
        }
        scene.late.awaitHeld(4);
        scene.writer.putTarget("put", "target");
        scene.writer.updateTarget("updated", "target");
        scene.writer.deleteTarget("deleted");
        scene.writer.moveTarget("moved", "other");
        scene.writer.putTarget("made", "target");
        scene.late.deliver();
        scene.late.deliver();
        // A writer that has not moved yet goes on as before.
        scene.other.putSource("theirs", "source");
        scene.other.awaitInTarget("theirs");

        assertThat(scene.inTarget()).isEqualTo(scene.remembered());

        CapturedCommand finish =
                scene.execute("cutover", "writes", "--finish", "--window", "2s", "--patience", "60s", "--json");

        assertThat(finish.status())
                .describedAs(finish.out() + scene.execute("quarantine", "list").out())
                .isZero();
        assertThat(new SyncSwitch(control()).wish().directions()).isEqualTo(Directions.REVERSE);
        assertThat(new Tombstones(control()).areHeeded()).isFalse();
        scene.writer.putTarget("after", "target");
        scene.writer.deleteTarget("stays");
        scene.awaitInSource(scene.remembered());
        assertThat(scene.inTarget()).isEqualTo(scene.remembered());
    }

    @Test
    void gradual_liveWritersMoveOneAfterTheOther_nothingIsLostOnEitherSide() throws Exception {
        MovingWriter first = new MovingWriter("first", scene.writer, scene);
        MovingWriter second = new MovingWriter("second", scene.writer, scene);
        scene.writer.announce();
        first.start();
        second.start();
        assertThat(scene.execute("cutover", "writes", "--gradual").status()).isZero();
        first.awaitWrites(50);
        first.moveOver();
        first.awaitWrites(100);
        second.awaitWrites(50);
        second.moveOver();
        second.awaitWrites(50);

        CapturedCommand finish =
                scene.execute("cutover", "writes", "--finish", "--window", "2s", "--patience", "60s", "--json");

        assertThat(finish.status())
                .describedAs(finish.out() + scene.execute("quarantine", "list").out())
                .isZero();
        first.awaitWrites(50);
        first.end();
        second.end();
        assertThat(scene.inTarget()).isEqualTo(scene.remembered());
        scene.awaitInSource(scene.remembered());
    }

    @Test
    void gradual_noInterceptor_isRefusedAndTheAcceptedRiskIsTheLossThatItNames() throws Exception {
        // One that takes care of another target only counts for nothing.
        try (DynamoDbClient another = scene.shop.interceptedClient("Another")) {
            another.getItem(request -> request.tableName(scene.shop.source).key(Map.of("id", BookShop.s("put"))));
        }
        CapturedCommand refused = scene.execute("cutover", "writes", "--gradual");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.out())
                .contains("no application's interceptor was heard of for " + scene.shop.target)
                .contains("what the application updates there is overwritten")
                .contains("what it deletes there comes back")
                .contains("--accept-risk " + scene.shop.target)
                .contains("nothing was changed");
        assertThat(phase()).isEqualTo(Phase.READING_TARGET);
        CapturedCommand wrong = scene.execute("cutover", "writes", "--gradual", "--accept-risk", scene.shop.source);
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("no target table; expected " + scene.shop.target);

        CapturedCommand begin = scene.execute("cutover", "writes", "--gradual", "--accept-risk", scene.shop.target);
        assertThat(begin.status()).describedAs(begin.err()).isZero();
        scene.late.hold();
        scene.other.putSource("put", "last in the source");
        scene.other.putSource("updated", "last in the source");
        scene.other.putSource("deleted", "last in the source");
        scene.late.awaitHeld(3);
        scene.plain.putTarget("put", "target");
        scene.plain.updateTarget("updated", "target");
        scene.plain.deleteTarget("deleted");
        scene.late.deliver();

        assertThat(scene.inTarget()).isNotEqualTo(scene.remembered());
        assertThat(scene.inTarget().get("put")).isEqualTo(scene.remembered().get("put"));
        assertThat(scene.inTarget().get("updated")).isEqualTo("o1/last in the source");
        assertThat(scene.inTarget().get("deleted")).isEqualTo("o1/last in the source");
    }

    @Test
    void finish_somebodyStillWritesTheSource_goesOnAsBefore() throws Exception {
        scene.writer.announce();
        assertThat(scene.execute("cutover", "writes", "--gradual").status()).isZero();
        MovingWriter restless = new MovingWriter("restless", scene.other, scene);
        restless.start();
        CapturedCommand early = scene.execute("cutover", "writes", "--finish", "--window", "3s", "--patience", "4s");
        restless.end();

        assertThat(early.status()).isEqualTo(1);
        assertThat(early.out()).contains("somebody still writes the source").contains("cutover writes --finish again");
        assertThat(phase()).isEqualTo(Phase.WRITING_TARGET);
        assertThat(new SyncSwitch(control()).wish().directions()).isEqualTo(Directions.BOTH);
        assertThat(new Tombstones(control()).areHeeded()).isTrue();
    }

    @Test
    void gradual_changesOfTheSourceAreLost_touchAndRepairMendItAndLeaveTheApplicationsWrites() throws Exception {
        scene.writer.announce();
        assertThat(scene.execute("cutover", "writes", "--gradual").status()).isZero();
        scene.writer.updateTarget("updated", "target");
        scene.writer.deleteTarget("deleted");
        scene.writer.putTarget("put", "target");
        scene.late.hold();
        scene.other.putSource("stays", "lost");
        scene.other.putSource("new", "lost");
        scene.late.awaitHeld(2);
        scene.late.lose();
        new Soundness(control()).markUnsound("a day went by", Instant.now());
        CapturedCommand refused = scene.execute("cutover", "writes", "--finish", "--window", "1s");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.out()).contains("changes may be lost: a day went by: touch again, then verify");

        CapturedCommand touch = scene.execute("touch", "--json");

        assertThat(touch.status()).describedAs(touch.err()).isZero();
        assertThat(touch.json().get("alreadyTouched").asBoolean()).isFalse();
        assertThat(phase()).isEqualTo(Phase.WRITING_TARGET);
        scene.other.awaitInTarget("new");
        scene.execute("verify", "--repair", "--settle", "1");
        scene.other.awaitInTarget("stays");
        scene.execute("verify", "--settle", "1");
        assertThat(new Soundness(control()).gap()).isEmpty();
        assertThat(scene.inTarget()).isEqualTo(scene.remembered());
        CapturedCommand finish =
                scene.execute("cutover", "writes", "--finish", "--window", "2s", "--patience", "60s", "--json");
        assertThat(finish.status()).describedAs(finish.out()).isZero();
        scene.awaitInSource(scene.remembered());
    }

    @Test
    void touch_whileWritersMoveWithoutInterceptors_isRefused() throws Exception {
        assertThat(scene.execute("cutover", "writes", "--gradual", "--accept-risk", scene.shop.target)
                        .status())
                .isZero();

        // One that comes later knows nothing of what was written before.
        scene.writer.announce();

        for (String[] command : new String[][] {{"touch"}, {"verify", "--repair"}}) {
            CapturedCommand refused = scene.execute(command);
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err())
                    .contains(String.join(" ", command) + " would overwrite what they have updated in the target")
                    .contains("remove _touchstream from what it has written there, then cutover writes --finish");
        }
    }

    @Test
    void touch_interceptorNotHeardOfAnyMore_isRefused() throws Exception {
        scene.writer.announce();
        assertThat(scene.execute("cutover", "writes", "--gradual").status()).isZero();
        String table = control().name();
        scene.shop
                .client
                .scanPaginator(request -> request.tableName(table)
                        .filterExpression("pk = :interceptors")
                        .expressionAttributeValues(Map.of(":interceptors", BookShop.s("INTERCEPTOR"))))
                .items()
                .forEach(row -> scene.shop.client.deleteItem(
                        request -> request.tableName(table).key(Map.of("pk", row.get("pk"), "sk", row.get("sk")))));

        CapturedCommand touch = scene.execute("touch");

        assertThat(touch.status()).isEqualTo(2);
        assertThat(touch.err())
                .contains("no application's interceptor was heard of for " + scene.shop.target)
                .contains("touch again once one is heard of");
    }

    @Test
    void otherCommands_whileWritersMoveOneByOne_sayWhatComesNext() throws Exception {
        CapturedCommand none = scene.execute("cutover", "writes", "--finish");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("begin with cutover writes --gradual");
        scene.writer.announce();
        CapturedCommand preview = scene.execute("cutover", "writes", "--gradual", "--dry-run", "--json");
        assertThat(preview.status()).describedAs(preview.out()).isZero();
        assertThat(preview.json().get("actions"))
                .extracting(JsonNode::asText)
                .anyMatch(line -> line.contains("heard of: writer (1)"));
        assertThat(phase()).isEqualTo(Phase.READING_TARGET);

        assertThat(scene.execute("cutover", "writes", "--gradual").status()).isZero();

        CapturedCommand fenced = scene.execute("cutover", "writes", "--writers-stopped");
        assertThat(fenced.status()).isEqualTo(2);
        assertThat(fenced.err()).contains("cutover writes --finish");
        CapturedCommand complete = scene.execute("complete", "--unused", "--no-backup", "--keep-source");
        assertThat(complete.status()).isEqualTo(1);
        assertThat(complete.out()).contains("cutover writes --finish");
        CapturedCommand rollback = scene.execute("rollback");
        assertThat(rollback.status()).isEqualTo(2);
        assertThat(rollback.err())
                .contains("stop the writers that still write the source")
                .contains("--finish");
        assertThat(scene.execute("status", "--json").json().get("next").asText())
                .contains("cutover writes --finish");
        assertThat(scene.execute("cutover", "writes", "--gradual").status()).isZero();
        assertThat(scene.execute("cutover", "writes", "--finish", "--dry-run").status())
                .isZero();
        assertThat(phase()).isEqualTo(Phase.WRITING_TARGET);
    }

    private Phase phase() throws IOException {
        return new Phases(control()).state().phase();
    }

    private ControlTable control() {
        return new ControlTable(scene.shop.client, ControlTable.nameFor(scene.shop.name));
    }
}

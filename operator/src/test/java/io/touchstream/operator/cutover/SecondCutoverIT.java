package io.touchstream.operator.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.operator.cutover.LiveShop.Side;
import io.touchstream.operator.cutover.WritesReport.Outcome;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Soundness;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The way back from step 5 under a live application, which judges by its own record. */
class SecondCutoverIT {
    /** The steps up to which it can be taken back. */
    private static final List<Step> BEFORE_THE_SWITCH =
            List.of(Step.ANNOUNCED, Step.FENCE_UP, Step.SILENT, Step.DRAINED, Step.SYNC_OFF, Step.PROVEN);

    private final CutoverScene scene;

    SecondCutoverIT(@TempDir Path folder) {
        scene = new CutoverScene(folder);
    }

    @BeforeEach
    void writeTheTarget() throws InterruptedException {
        scene.verified();
        scene.command(cutovers -> cutovers.reads().run(false));
        scene.shop.readFrom(Side.TARGET);
        assertThat(scene.command(cutovers -> cutovers.fenced().run()).outcome()).isEqualTo(Outcome.DONE);
        scene.shop.writeTo(Side.TARGET);
        scene.shop.awaitWrites(60);
    }

    @AfterEach
    void close() throws InterruptedException {
        scene.close();
    }

    @Test
    void back_fenced_nothingIsLostAndThePauseIsMeasured() throws InterruptedException {
        Soundness wayBack = new Soundness(scene.workspace.control(), Direction.REVERSE);
        wayBack.markUnsound("a day was missed", Instant.now());

        BackReport report = second();

        assertThat(report.blockers()).isEmpty();
        assertThat(report.outcome()).isEqualTo(Outcome.DONE);
        assertThat(scene.phase()).isEqualTo(Phase.REVERSED);
        assertThat(report.pause()).isPositive().isLessThan(Duration.ofMinutes(2));
        assertThat(Objects.requireNonNull(report.verified()).equal()).isTrue();
        assertThat(scene.policies.find(scene.source)).isEmpty();
        assertThat(scene.policies.deniesWrites(scene.target)).isTrue();
        assertThat(scene.workspace.syncSwitch().wish().directions()).isEqualTo(Directions.NONE);
        assertThat(wayBack.gap())
                .as("what the proof shows not to be missing any more")
                .isEmpty();
        assertSourceIsRight();
        System.err.println(
                "write pause: " + Objects.requireNonNull(report.pause()).toMillis() + " ms");
    }

    @Test
    void back_andGivenUp_leavesNeitherFenceNorSync() throws InterruptedException {
        assertThat(second().outcome()).isEqualTo(Outcome.DONE);
        scene.shop.writeTo(Side.SOURCE);
        scene.endSync();

        scene.cancel();

        assertThat(scene.phase()).isEqualTo(Phase.CANCELLED);
        assertThat(scene.policies.find(scene.source)).isEmpty();
        assertThat(scene.policies.find(scene.target)).isEmpty();
        assertThat(scene.workspace.syncSwitch().wish().directions()).isEqualTo(Directions.NONE);
        assertSourceIsRight();
    }

    @Test
    void back_killedAtEveryStepAndResumed_comesToItsEnd() throws InterruptedException {
        for (Step step : BEFORE_THE_SWITCH) {
            kill(step);
            assertThat(scene.phase()).describedAs("killed at %s", step).isEqualTo(Phase.WRITING_TARGET);
        }
        for (Step step : List.of(Step.SWITCHED, Step.FENCE_DOWN, Step.GO)) {
            kill(step);
            assertThat(scene.phase()).describedAs("killed at %s", step).isEqualTo(Phase.REVERSED);
        }

        assertThat(second().outcome()).isEqualTo(Outcome.DONE);

        assertThat(scene.policies.find(scene.source)).isEmpty();
        assertSourceIsRight();
    }

    @Test
    void back_killedAtEveryStepAndTakenBack_isAsBeforeEachTime() throws InterruptedException {
        for (Step step : BEFORE_THE_SWITCH) {
            kill(step);

            assertThat(scene.command(cutovers -> cutovers.fenced().run()).outcome())
                    .isEqualTo(Outcome.DONE);

            assertThat(scene.phase()).describedAs("taken back from %s", step).isEqualTo(Phase.WRITING_TARGET);
            assertThat(scene.policies.find(scene.target)).isEmpty();
            assertThat(SecondCutover.isUnderWay(scene.workspace.phases().state()))
                    .isFalse();
            scene.shop.awaitWrites(10);
        }

        assertThat(second().outcome()).isEqualTo(Outcome.DONE);
        assertSourceIsRight();
    }

    @Test
    void back_endAskedBehindTheFence_isTakenBack() throws InterruptedException {
        BackReport report = scene.command(
                CutoverScene.settings(false),
                step -> {
                    if (step == Step.FENCE_UP) {
                        scene.interrupt();
                    }
                },
                cutovers -> cutovers.second().run());

        assertThat(report.outcome()).isEqualTo(Outcome.TAKEN_BACK);
        assertStillWritingTheTarget();
        scene.shop.close();
    }

    @Test
    void back_sourceLacksAnItem_isTakenBack() throws InterruptedException {
        scene.shop.close();
        scene.awaitFlownBack();
        // Not the one that the canary touches, which so is carried back once more.
        Map<String, AttributeValue> first = scene.workspace
                .client()
                .scan(request -> request.tableName(scene.target).limit(1))
                .items()
                .get(0);
        Map<String, AttributeValue> key = scene.shop.record().values().stream()
                .filter(item -> !first.entrySet().containsAll(item.targetKey().entrySet()))
                .findFirst()
                .orElseThrow()
                .sourceKey();
        scene.workspace
                .client()
                .deleteItem(request -> request.tableName(scene.source).key(key));

        BackReport report = second();

        assertThat(report.outcome()).isEqualTo(Outcome.TAKEN_BACK);
        assertThat(report.blockers()).singleElement().asString().contains("1 items of the source are not what");
        assertThat(scene.phase()).isEqualTo(Phase.WRITING_TARGET);
        assertThat(scene.policies.find(scene.target)).isEmpty();
    }

    @Test
    void back_moveThatTheFenceCutInHalf_isTakenBackUntilItIsWhole() throws InterruptedException {
        scene.shop.close();
        ShopItem item = scene.shop.record().values().iterator().next();
        ShopItem moved = new ShopItem(item.id(), "elsewhere", item.value());
        put(scene.target, moved.inTarget());

        BackReport report = second();

        assertThat(report.outcome()).isEqualTo(Outcome.TAKEN_BACK);
        assertThat(report.blockers()).singleElement().asString().contains("1 changes of " + scene.target);
        assertStillWritingTheTarget();
        scene.workspace
                .client()
                .deleteItem(request -> request.tableName(scene.target).key(item.targetKey()));
        assertThat(second().outcome()).isEqualTo(Outcome.DONE);
        Map<String, ShopItem> expected = new HashMap<>(scene.shop.record());
        expected.put(moved.id(), moved);
        assertThat(scene.shop.inSource()).isEqualTo(expected);
    }

    @Test
    void back_itemThatCannotBeUndone_isBlockedBeforeAnyPause() throws InterruptedException {
        put(
                scene.target,
                Map.of("owner", AttributeValue.fromS("o1"), "code", AttributeValue.fromS("no code of an item")));

        BackReport report = second();

        assertThat(report.outcome()).isEqualTo(Outcome.BLOCKED);
        assertThat(report.blockers()).singleElement().asString().contains("quarantine list");
        assertThat(report.steps()).isEmpty();
        assertStillWritingTheTarget();
        scene.shop.close();
    }

    @Test
    void back_somebodyGoesOnWriting_isTakenBack() throws InterruptedException {
        // The operator's word is not true.
        CutoverSettings settings =
                new CutoverSettings(Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(8), true, true);

        BackReport report = scene.command(
                settings, step -> {}, cutovers -> cutovers.second().run());

        assertThat(report.outcome()).isEqualTo(Outcome.TAKEN_BACK);
        assertThat(report.blockers()).singleElement().asString().contains("somebody still writes the target");
        assertStillWritingTheTarget();
        scene.shop.close();
    }

    @Test
    void back_policyChangedBeforeTheFence_isTakenBackAndItStays() throws InterruptedException {
        String others = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Readers\"}]}";

        BackReport report = scene.command(
                CutoverScene.settings(false),
                step -> {
                    if (step == Step.ANNOUNCED) {
                        scene.policies.put(scene.target, others, null);
                    }
                },
                cutovers -> cutovers.second().run());

        assertThat(report.outcome()).isEqualTo(Outcome.TAKEN_BACK);
        assertThat(report.blockers()).singleElement().asString().contains("changed by somebody else");
        assertThat(scene.policies.find(scene.target).orElseThrow().text()).isEqualTo(others);
        assertThat(SecondCutover.isUnderWay(scene.workspace.phases().state())).isFalse();
        scene.shop.awaitWrites(10);
        scene.shop.close();
    }

    @Test
    void back_begunAndNoFenceRemembered_fencesTheTarget() throws InterruptedException {
        kill(Step.ANNOUNCED);
        scene.workspace.phases().forget(Phase.WRITING_TARGET, Cutover.TARGET_FENCE);

        BackReport report = second();

        assertThat(report.blockers()).isEmpty();
        assertThat(report.outcome()).isEqualTo(Outcome.DONE);
        assertThat(scene.policies.deniesWrites(scene.target)).isTrue();
        assertSourceIsRight();
    }

    @Test
    void back_nothingSynchronises_thisProcessDoes() throws InterruptedException {
        scene.endSync();
        scene.shop.awaitWrites(20);

        assertThat(second().outcome()).isEqualTo(Outcome.DONE);
        assertSourceIsRight();
    }

    private BackReport second() throws InterruptedException {
        return scene.command(cutovers -> cutovers.second().run());
    }

    private void kill(Step step) {
        scene.kill(step, cutovers -> cutovers.second().run());
    }

    /** The application goes on with the source, and holds there what it has written anywhere. */
    private void assertSourceIsRight() throws InterruptedException {
        scene.shop.readFrom(Side.SOURCE);
        scene.shop.writeTo(Side.SOURCE);
        scene.shop.awaitWrites(30);
        scene.shop.close();
        assertThat(scene.shop.inSource()).isEqualTo(scene.shop.record());
        assertThat(scene.workspace.quarantine().list()).isEmpty();
    }

    private void assertStillWritingTheTarget() {
        assertThat(scene.phase()).isEqualTo(Phase.WRITING_TARGET);
        assertThat(scene.policies.find(scene.target)).isEmpty();
        assertThat(scene.policies.deniesWrites(scene.source)).isTrue();
        assertThat(scene.workspace.syncSwitch().wish().directions()).isEqualTo(Directions.REVERSE);
        assertThat(SecondCutover.isUnderWay(scene.workspace.phases().state())).isFalse();
    }

    private void put(String table, Map<String, AttributeValue> item) {
        scene.workspace.client().putItem(request -> request.tableName(table).item(item));
    }
}

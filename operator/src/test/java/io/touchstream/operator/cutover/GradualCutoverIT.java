package io.touchstream.operator.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.cutover.CutoverScene.Work;
import io.touchstream.operator.cutover.WritesReport.Outcome;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gradual cut-over and its end, each killed at every step. */
class GradualCutoverIT {
    private final CutoverScene scene;

    GradualCutoverIT(@TempDir Path folder) {
        scene = new CutoverScene(folder);
    }

    @BeforeEach
    void readTheTarget() throws InterruptedException {
        scene.verified();
        scene.shop.close();
        scene.command(cutovers -> cutovers.reads().run(false));
    }

    @AfterEach
    void close() throws InterruptedException {
        scene.close();
    }

    @Test
    void run_killedAtEveryStep_goesOn() throws InterruptedException {
        for (Step step : List.of(Step.CHECKED, Step.HEEDED, Step.OUTLASTED)) {
            kill(step, cutovers -> cutovers.gradual(true).run());
            assertThat(scene.phase()).describedAs("killed at %s", step).isEqualTo(Phase.READING_TARGET);
        }
        kill(Step.SWITCHED, cutovers -> cutovers.gradual(true).run());
        assertThat(isUnderWay()).isTrue();
        assertThat(scene.command(cutovers -> cutovers.gradual(true).run()).outcome())
                .isEqualTo(Outcome.DONE);
        assertThat(directions()).isEqualTo(Directions.BOTH);

        for (Step step : List.of(Step.SILENT, Step.DRAINED, Step.SYNC_OFF, Step.PROVEN)) {
            kill(step, cutovers -> cutovers.gradualFinish().run());
            assertThat(isUnderWay()).describedAs("killed at %s", step).isTrue();
            assertThat(isFinishing()).describedAs("killed at %s", step).isTrue();
        }
        assertThat(scene.command(cutovers -> cutovers.gradual(true).run()).outcome())
                .isEqualTo(Outcome.DONE);
        assertThat(isFinishing()).isFalse();
        assertThat(directions()).isEqualTo(Directions.BOTH);
        for (Step step : List.of(Step.SWITCHED, Step.FLOWING_BACK)) {
            kill(step, cutovers -> cutovers.gradualFinish().run());
            assertThat(isUnderWay()).describedAs("killed at %s", step).isFalse();
            assertThat(isFinishing()).describedAs("killed at %s", step).isTrue();
        }
        assertThat(scene.command(cutovers -> cutovers.gradualFinish().run()).outcome())
                .isEqualTo(Outcome.DONE);
        assertThat(isFinishing()).isFalse();

        assertThat(directions()).isEqualTo(Directions.REVERSE);
        assertThat(scene.workspace.tombstones().areHeeded()).isFalse();
        assertThat(scene.shop.inTarget()).isEqualTo(scene.shop.record());
        assertThat(scene.shop.inSource()).isEqualTo(scene.shop.record());
    }

    @Test
    void finish_comparisonFails_letsSyncGoOnAsBefore() throws InterruptedException {
        assertThat(scene.command(cutovers -> cutovers.gradual(true).run()).outcome())
                .isEqualTo(Outcome.DONE);

        WritesReport finish = scene.command(
                CutoverScene.settings(false),
                step -> {
                    if (step == Step.SYNC_OFF) {
                        throw new UnusableException("the execution failed");
                    }
                },
                cutovers -> cutovers.gradualFinish().run());

        assertThat(finish.outcome()).isEqualTo(Outcome.TAKEN_BACK);
        assertThat(isFinishing()).isFalse();
        assertThat(finish.blockers()).extracting(Blocker::what).containsExactly("the execution failed");
        assertThat(isUnderWay()).isTrue();
        assertThat(directions()).isEqualTo(Directions.BOTH);
    }

    @Test
    void run_endAskedFor_heedsTombstonesUntilOneDirectionRuns() throws InterruptedException {
        List<Directions> whileHeeded = new ArrayList<>();
        WritesReport report = scene.command(
                CutoverScene.settings(false),
                step -> {
                    if (step == Step.HEEDED) {
                        scene.interrupt();
                    }
                    if (step == Step.SYNC_ON && scene.workspace.tombstones().areHeeded()) {
                        whileHeeded.add(directions());
                    }
                },
                cutovers -> cutovers.gradual(true).run());

        assertThat(report.outcome()).isEqualTo(Outcome.TAKEN_BACK);
        assertThat(whileHeeded).containsExactly(Directions.FORWARD);
        assertThat(scene.workspace.tombstones().areHeeded()).isFalse();
    }

    @Test
    void run_fencedAfterAGradualOneThatDied_heedsNoTombstones() throws InterruptedException {
        kill(Step.HEEDED, cutovers -> cutovers.gradual(true).run());
        assertThat(scene.workspace.tombstones().areHeeded()).isTrue();

        assertThat(scene.command(cutovers -> cutovers.fenced().run()).outcome()).isEqualTo(Outcome.DONE);

        assertThat(scene.workspace.tombstones().areHeeded()).isFalse();
    }

    private boolean isFinishing() {
        return GradualFinish.isUnderWay(scene.workspace.phases().state());
    }

    private boolean isUnderWay() {
        return GradualMove.isUnderWay(scene.workspace.phases().state());
    }

    private Directions directions() {
        return scene.workspace.syncSwitch().wish().directions();
    }

    private void kill(Step at, Work<WritesReport> work) {
        assertThatThrownBy(() -> scene.command(
                        CutoverScene.settings(false),
                        step -> {
                            if (step == at) {
                                throw new Killed();
                            }
                        },
                        work))
                .isInstanceOf(Killed.class);
    }

    /** Ends a command as a crash does: nothing that it does is to catch this. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }
}

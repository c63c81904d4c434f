package io.touchstream.operator.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.operator.cutover.LiveShop.Side;
import io.touchstream.operator.cutover.WritesReport.Outcome;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.Phase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole cut-overs of a deployed migration: mappings are switched, and executions compare. The application judges by its record. */
class DeployedCutoverIT {
    private final CutoverScene scene;

    DeployedCutoverIT(@TempDir Path folder) {
        scene = new CutoverScene(folder);
    }

    @BeforeEach
    void readTheTarget() throws InterruptedException {
        scene.verified();
        scene.deployed();
        scene.command(cutovers -> cutovers.reads().run(false));
        assertThat(scene.phase()).isEqualTo(Phase.READING_TARGET);
    }

    @AfterEach
    void close() throws InterruptedException {
        scene.close();
    }

    @Test
    void fencedAndBack_nothingIsLostOnEitherSide() throws InterruptedException {
        scene.shop.readFrom(Side.TARGET);
        assertThat(scene.command(cutovers -> cutovers.fenced().run()).outcome()).isEqualTo(Outcome.DONE);
        assertThat(directions()).isEqualTo(Directions.REVERSE);
        scene.shop.writeTo(Side.TARGET);
        scene.shop.awaitWrites(40);

        BackReport back = scene.command(cutovers -> cutovers.second().run());

        assertThat(back.blockers()).isEmpty();
        assertThat(back.outcome()).isEqualTo(Outcome.DONE);
        assertThat(scene.phase()).isEqualTo(Phase.REVERSED);
        assertThat(directions()).isEqualTo(Directions.NONE);
        assertThat(scene.policies.find(scene.source)).isEmpty();
        assertThat(scene.policies.deniesWrites(scene.target)).isTrue();
        scene.shop.readFrom(Side.SOURCE);
        scene.shop.writeTo(Side.SOURCE);
        scene.shop.awaitWrites(20);
        scene.shop.close();
        assertThat(scene.shop.inSource()).isEqualTo(scene.shop.record());
    }

    @Test
    void backThatIsTakenBack_flowsBackAgain() throws InterruptedException {
        assertThat(scene.command(cutovers -> cutovers.fenced().run()).outcome()).isEqualTo(Outcome.DONE);
        scene.shop.writeTo(Side.TARGET);
        scene.kill(Step.SYNC_OFF, cutovers -> cutovers.second().run());
        assertThat(directions()).isEqualTo(Directions.NONE);

        assertThat(scene.command(cutovers -> cutovers.fenced().run()).outcome()).isEqualTo(Outcome.DONE);

        assertThat(directions()).isEqualTo(Directions.REVERSE);
        assertThat(scene.policies.find(scene.target)).isEmpty();
        scene.shop.awaitWrites(20);
        scene.shop.close();
        scene.awaitFlownBack();
    }

    @Test
    void oneByOneToTheEnd_nothingIsLostOnEitherSide() throws InterruptedException {
        assertThat(scene.command(cutovers -> cutovers.gradual(true).run()).outcome())
                .isEqualTo(Outcome.DONE);
        assertThat(directions()).isEqualTo(Directions.BOTH);
        assertThat(scene.workspace.tombstones().areHeeded()).isTrue();
        scene.shop.close();

        WritesReport finish = scene.command(cutovers -> cutovers.gradualFinish().run());

        assertThat(finish.blockers()).isEmpty();
        assertThat(finish.outcome()).isEqualTo(Outcome.DONE);
        assertThat(directions()).isEqualTo(Directions.REVERSE);
        assertThat(scene.shop.inTarget()).isEqualTo(scene.shop.record());
        scene.awaitFlownBack();
    }

    private Directions directions() {
        return scene.workspace.syncSwitch().wish().directions();
    }
}

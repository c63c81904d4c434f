package io.touchstream.operator.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.cutover.LiveShop.Side;
import io.touchstream.operator.cutover.WritesReport.Outcome;
import io.touchstream.operator.service.TablePolicy;
import io.touchstream.protocol.control.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps 4 and 5 under a live application, which judges by its own record. */
class CutoverIT {
    /** The steps of a fenced cut-over up to which it can be taken back. */
    private static final List<Step> BEFORE_THE_SWITCH =
            List.of(Step.ANNOUNCED, Step.FENCE_UP, Step.SILENT, Step.DRAINED, Step.SYNC_OFF, Step.PROVEN);

    private static final String OTHERS = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Readers\"}]}";

    private final CutoverScene scene;

    CutoverIT(@TempDir Path folder) {
        scene = new CutoverScene(folder);
    }

    @BeforeEach
    void migrate() throws InterruptedException {
        scene.verified();
    }

    @AfterEach
    void close() throws InterruptedException {
        scene.close();
    }

    @Test
    void writes_fenced_nothingIsLostAndThePauseIsMeasured() throws InterruptedException {
        reads();
        WritesReport report = scene.command(cutovers -> cutovers.fenced().run());

        assertThat(report.outcome()).isEqualTo(Outcome.DONE);
        assertThat(scene.phase()).isEqualTo(Phase.WRITING_TARGET);
        assertThat(report.pause()).isPositive().isLessThan(Duration.ofMinutes(2));
        assertThat(report.steps().get(Step.FLOWING_BACK))
                .isBefore(report.steps().get(Step.GO));
        assertThat(scene.policies.deniesWrites(scene.source)).isTrue();
        scene.shop.writeTo(Side.TARGET);
        scene.shop.awaitWrites(30);
        assertThat(scene.shop.denied()).isPositive();
        scene.shop.close();
        assertThat(scene.shop.inTarget()).isEqualTo(scene.shop.record());
        scene.awaitFlownBack();
        System.err.println(
                "write pause: " + Objects.requireNonNull(report.pause()).toMillis() + " ms");
    }

    @Test
    void writes_killedAtEveryStepAndRolledBack_isAsBeforeEachTime() throws InterruptedException {
        reads();
        for (Step step : BEFORE_THE_SWITCH) {
            kill(step);
            assertThat(scene.phase()).isEqualTo(Phase.FENCED);

            scene.command(cutovers -> {
                cutovers.fenceRollback().run();
                return true;
            });

            assertThat(scene.phase()).describedAs("rolled back from %s", step).isEqualTo(Phase.READING_TARGET);
            assertThat(scene.policies.find(scene.source)).isEmpty();
            scene.shop.awaitWrites(10);
        }
        scene.shop.close();
        assertThat(scene.shop.inSource()).isEqualTo(scene.shop.record());
        // What was written while sync was off has arrived: a cut-over proves it.
        assertThat(scene.command(cutovers -> cutovers.fenced().run()).outcome()).isEqualTo(Outcome.DONE);
        assertThat(scene.shop.inTarget()).isEqualTo(scene.shop.record());
    }

    @Test
    void writes_killedAtEveryStepAndResumed_comesToItsEnd() throws InterruptedException {
        reads();
        for (Step step : BEFORE_THE_SWITCH) {
            kill(step);
            assertThat(scene.phase()).describedAs("killed at %s", step).isEqualTo(Phase.FENCED);
        }
        for (Step step : List.of(Step.SWITCHED, Step.FLOWING_BACK, Step.GO)) {
            kill(step);
            assertThat(scene.phase()).describedAs("killed at %s", step).isEqualTo(Phase.WRITING_TARGET);
            assertThat(FencedCutover.isAwaitingGo(scene.workspace.phases().state()))
                    .isEqualTo(step != Step.GO);
        }
        WritesReport report = scene.command(cutovers -> cutovers.fenced().run());

        assertThat(report.outcome()).isEqualTo(Outcome.DONE);
        scene.shop.writeTo(Side.TARGET);
        scene.shop.awaitWrites(20);
        scene.shop.close();
        assertThat(scene.shop.inTarget()).isEqualTo(scene.shop.record());
        scene.awaitFlownBack();
    }

    @Test
    void writes_readsOfTheSourceNotSeenToEnd_areBlockedEitherWay() throws InterruptedException {
        reads();
        CutoverSettings unknown = new CutoverSettings(
                Duration.ofSeconds(60), Duration.ofMillis(500), Duration.ofSeconds(60), false, false);

        WritesReport fenced =
                scene.command(unknown, step -> {}, cutovers -> cutovers.fenced().run());
        WritesReport gradual = scene.command(
                unknown, step -> {}, cutovers -> cutovers.gradual(true).run());

        for (WritesReport report : List.of(fenced, gradual)) {
            assertThat(report.outcome()).isEqualTo(Outcome.BLOCKED);
            assertThat(report.blockers())
                    .extracting(Blocker::what)
                    .containsExactly("the source's reads were not seen to end");
        }
        assertThat(scene.phase()).isEqualTo(Phase.READING_TARGET);
        scene.shop.close();
    }

    @Test
    void reads_oneInstanceOfSyncIsBehind_areBlocked() throws InterruptedException {
        scene.workspace.heartbeats().beat("another", Instant.now(), Duration.ofHours(1), Map.of());

        ReadsReport report = scene.command(cutovers -> cutovers.reads().run(false));

        assertThat(report.blockers()).extracting(Blocker::what).containsExactly("sync is 3600 s behind");
        assertThat(scene.phase()).isEqualTo(Phase.VERIFIED);
        scene.shop.close();
    }

    @Test
    void writes_tablesDiffer_areTakenBack() throws InterruptedException {
        // Nothing brings the item back that is lost: it is not written any more.
        scene.shop.close();
        reads();
        scene.workspace
                .client()
                .deleteItem(request -> request.tableName(scene.target)
                        .key(Objects.requireNonNull(scene.shop.record().get("i0"))
                                .targetKey()));

        WritesReport report = scene.command(cutovers -> cutovers.fenced().run());

        assertThat(report.outcome()).isEqualTo(Outcome.TAKEN_BACK);
        assertThat(report.blockers()).singleElement().asString().contains("the tables differ: {MISSING=1}");
        assertThat(scene.phase()).isEqualTo(Phase.READING_TARGET);
        assertThat(scene.policies.find(scene.source)).isEmpty();
    }

    @Test
    void writes_somebodyGoesOnWriting_areTakenBack() throws InterruptedException {
        reads();
        // The operator's word is not true.
        CutoverSettings settings =
                new CutoverSettings(Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(8), true, true);

        WritesReport report = scene.command(
                settings, step -> {}, cutovers -> cutovers.fenced().run());

        assertThat(report.outcome()).isEqualTo(Outcome.TAKEN_BACK);
        assertThat(report.blockers()).singleElement().asString().contains("somebody still writes the source");
        assertThat(scene.phase()).isEqualTo(Phase.READING_TARGET);
        scene.shop.close();
    }

    @Test
    void writes_syncEndsBehindTheFence_areTakenBack() throws InterruptedException {
        reads();
        CutoverSettings settings = new CutoverSettings(
                Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(60), false, true);

        WritesReport report = scene.command(
                settings,
                step -> {
                    if (step == Step.SILENT) {
                        scene.endSync();
                    }
                },
                cutovers -> cutovers.fenced().run());

        assertThat(report.outcome()).isEqualTo(Outcome.TAKEN_BACK);
        assertThat(report.blockers()).singleElement().asString().contains("sync does not run");
        assertThat(scene.phase()).isEqualTo(Phase.READING_TARGET);
        assertThat(scene.policies.find(scene.source)).isEmpty();
        scene.shop.awaitWrites(10);
        scene.shop.close();
    }

    @Test
    void writes_anythingFailsBehindTheFence_areTakenBack() throws InterruptedException {
        reads();

        WritesReport report = scene.command(
                CutoverScene.settings(false),
                step -> {
                    if (step == Step.SYNC_OFF) {
                        throw new IllegalStateException("the disk is full");
                    }
                },
                cutovers -> cutovers.fenced().run());

        assertThat(report.outcome()).isEqualTo(Outcome.TAKEN_BACK);
        assertThat(report.blockers()).extracting(Blocker::what).containsExactly("the disk is full");
        assertThat(scene.policies.find(scene.source)).isEmpty();
        assertThat(scene.phase()).isEqualTo(Phase.READING_TARGET);
        scene.shop.awaitWrites(10);
        scene.shop.close();
    }

    @Test
    void writes_phaseCannotBeChangedAfterTheProof_saysThatWritesMayBeDenied() throws InterruptedException {
        reads();

        assertThatThrownBy(() -> scene.command(
                        CutoverScene.settings(false),
                        step -> {
                            if (step == Step.PROVEN) {
                                scene.forgetPhase();
                            }
                        },
                        cutovers -> cutovers.fenced().run()))
                .isInstanceOf(UnusableException.class)
                .hasMessageStartingWith("the phase is no longer fenced")
                .hasMessageEndingWith(
                        "the fence on the source may stand and deny writes: cutover writes again goes on");
        assertThat(scene.policies.deniesWrites(scene.source)).isTrue();
        scene.shop.writeTo(Side.TARGET);
        scene.shop.close();
    }

    @Test
    void writes_policyChangedBeforeTheFence_areTakenBackAndItStays() throws InterruptedException {
        reads();

        WritesReport report = scene.command(
                CutoverScene.settings(false),
                step -> {
                    if (step == Step.ANNOUNCED) {
                        scene.policies.put(scene.source, OTHERS, null);
                    }
                },
                cutovers -> cutovers.fenced().run());

        assertThat(report.outcome()).isEqualTo(Outcome.TAKEN_BACK);
        assertThat(report.blockers()).singleElement().asString().contains("changed by somebody else");
        assertThat(scene.phase()).isEqualTo(Phase.READING_TARGET);
        assertThat(scene.policies.find(scene.source).orElseThrow().text()).isEqualTo(OTHERS);
        scene.shop.close();
    }

    @Test
    void writes_fenceCannotBeTakenDown_saysThatItMayStand() throws InterruptedException {
        reads();
        Consumer<Step> spoiler = step -> {
            if (step == Step.FENCE_UP) {
                TablePolicy raised = scene.policies.find(scene.source).orElseThrow();
                scene.policies.put(scene.source, "not JSON", raised.revision());
                scene.interrupt();
            }
        };

        assertThatThrownBy(() -> scene.command(
                        CutoverScene.settings(false),
                        spoiler,
                        cutovers -> cutovers.fenced().run()))
                .isInstanceOf(UnusableException.class)
                .hasMessage(
                        "the end was asked for; taking it back failed: a table's resource policy is not JSON, and was"
                                + " left as it is; the fence on the source may stand and deny writes: rollback takes all of it"
                                + " back");
        assertThat(scene.phase()).isEqualTo(Phase.FENCED);
        scene.shop.close();
    }

    @Test
    void writes_resumedWithoutTheWord_fenceTheSource() throws InterruptedException {
        reads();
        scene.kill(
                CutoverScene.settings(true),
                Step.ANNOUNCED,
                cutovers -> cutovers.fenced().run());
        scene.shop.awaitWrites(10);

        WritesReport report = scene.command(cutovers -> cutovers.fenced().run());

        assertThat(report.blockers()).isEmpty();
        assertThat(report.outcome()).isEqualTo(Outcome.DONE);
        assertThat(scene.policies.deniesWrites(scene.source)).isTrue();
        scene.shop.writeTo(Side.TARGET);
        scene.shop.awaitWrites(20);
        scene.shop.close();
        assertThat(scene.shop.inTarget()).isEqualTo(scene.shop.record());
    }

    @Test
    void writes_resumedWithNeitherWordNorFence_areRefusedUntilTheWordIsGiven() throws InterruptedException {
        reads();
        scene.withoutFences();
        scene.kill(
                CutoverScene.settings(true),
                Step.ANNOUNCED,
                cutovers -> cutovers.fenced().run());
        // Nobody writes, so that nothing but the missing word stands in the way.
        scene.shop.writeTo(Side.NOWHERE);

        assertThatThrownBy(() -> scene.command(cutovers -> cutovers.fenced().run()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("stop all writers of " + scene.source + ", then say so with --writers-stopped");

        assertThat(scene.phase()).isEqualTo(Phase.FENCED);
        WritesReport report = scene.command(
                CutoverScene.settings(true),
                step -> {},
                cutovers -> cutovers.fenced().run());
        assertThat(report.outcome()).isEqualTo(Outcome.DONE);
        assertThat(report.steps()).doesNotContainKey(Step.FENCE_UP);
        scene.shop.writeTo(Side.TARGET);
        scene.shop.close();
    }

    @Test
    void writes_nothingSynchronises_thisProcessDoes() throws InterruptedException {
        reads();
        scene.endSync();
        scene.shop.awaitWrites(20);

        assertThat(scene.command(cutovers -> cutovers.fenced().run()).outcome()).isEqualTo(Outcome.DONE);
        scene.shop.writeTo(Side.TARGET);
        scene.shop.close();
        assertThat(scene.shop.inTarget()).isEqualTo(scene.shop.record());
    }

    @Test
    void reads_andBack_changeThePhaseOnly() throws InterruptedException {
        reads();
        scene.command(cutovers -> {
            cutovers.readsRollback().run();
            return true;
        });

        assertThat(scene.phase()).isEqualTo(Phase.VERIFIED);
        scene.shop.close();
    }

    @Test
    void reads_begunAgain_forgetThatTheSourceWasQuietOnce() throws InterruptedException {
        CutoverSettings unknown = new CutoverSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, false, false);
        reads();
        scene.workspace
                .phases()
                .remember(Phase.READING_TARGET, "readsQuietFrom", Instant.now().toString());
        assertThat(SourceReaders.left(scene.workspace, unknown)).isEmpty();
        scene.command(cutovers -> {
            cutovers.readsRollback().run();
            return true;
        });

        reads();

        assertThat(SourceReaders.left(scene.workspace, unknown)).isPresent();
        scene.shop.close();
    }

    private void reads() throws InterruptedException {
        ReadsReport report = scene.command(cutovers -> cutovers.reads().run(false));
        assertThat(report.blockers()).isEmpty();
        assertThat(scene.phase()).isEqualTo(Phase.READING_TARGET);
        scene.shop.readFrom(Side.TARGET);
    }

    private void kill(Step step) {
        scene.kill(step, cutovers -> cutovers.fenced().run());
    }
}

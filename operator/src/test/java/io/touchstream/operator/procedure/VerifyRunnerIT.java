package io.touchstream.operator.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.connection.Connection;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Segments.Progress;
import io.touchstream.protocol.control.Segments.SegmentId;
import io.touchstream.touch.verify.CountNames;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a verify that is over says of records that may have been lost. */
class VerifyRunnerIT {
    private static final Map<String, Long> EQUAL = Map.of(CountNames.EQUAL, 3L);
    private static final Map<String, Long> APPLICATIONS = Map.of(CountNames.APPLICATION_OWNED, 1L);

    private final Workspace workspace = new Workspace(
            new Connection(EmbeddedDynamoDb.shared().endpoint(), null, null),
            MigrationLoader.parse(
                    "test.yaml",
                    "name: verify-" + UUID.randomUUID().toString().substring(0, 8)
                            + "\nsource: {tables: [Source]}\ntarget: {tables: {Target: {partitionKey: {id: S}}}}\n"),
            (source, version, images) -> "nowhere");
    private final TouchRuns touches = new TouchRuns(workspace);
    private final VerifyRunner runner = new VerifyRunner(workspace);

    @BeforeEach
    void loseRecords() {
        new Tables(workspace.client()).ensureControl(workspace.control());
        workspace.soundness().markUnsound("records were lost", Instant.now());
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void report_equalAfterAFreshTouch_mendsTheGap() {
        touches.finish(touches.current(10, 1));

        runner.report(verified(EQUAL));

        assertThat(workspace.soundness().gap()).isEmpty();
    }

    @Test
    void report_equalWithoutATouchSinceTheGap_leavesIt() {
        runner.report(verified(EQUAL));

        assertThat(workspace.soundness().gap()).isPresent();
    }

    @Test
    void report_onlyTheApplicationsOwnDifferWhileWritersMoveOneByOne_mendsTheGap() {
        touches.finish(touches.current(10, 1));
        PhaseFixture.reach(workspace.phases(), Phase.WRITING_TARGET, Instant.now());
        assertThat(workspace
                        .phases()
                        .remember(
                                Phase.WRITING_TARGET,
                                GradualMove.SINCE,
                                Instant.now().toString()))
                .isTrue();

        runner.report(verified(APPLICATIONS));

        assertThat(workspace.soundness().gap()).isEmpty();
    }

    @Test
    void report_theApplicationsOwnDifferBeforeItsWritersMove_leavesTheGap() {
        touches.finish(touches.current(10, 1));

        runner.report(verified(APPLICATIONS));

        assertThat(workspace.soundness().gap()).isPresent();
    }

    /** Returns a run all of whose segments are done, the first of the source with these counts. */
    private Run verified(Map<String, Long> counts) {
        Run run = runner.begin(10);
        for (int segment = 0; segment < run.totalSegments(); segment++) {
            save(run, Job.VERIFY_SOURCE, "Source", segment, segment == 0 ? counts : Map.of());
            save(run, Job.VERIFY_TARGET, "Target", segment, Map.of());
        }
        return run;
    }

    private void save(Run run, Job job, String table, int segment, Map<String, Long> counts) {
        workspace
                .segments()
                .save(
                        new SegmentId(run.id(), job, table, segment),
                        new Progress(null, counts, true, null),
                        Instant.now());
    }
}

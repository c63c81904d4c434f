package io.touchstream.operator.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.connection.Connection;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.Runs.Run;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TouchRunsIT {
    private final Workspace workspace = new Workspace(
            new Connection(EmbeddedDynamoDb.shared().endpoint(), null, null),
            MigrationLoader.parse(
                    "test.yaml",
                    "name: runs-" + UUID.randomUUID().toString().substring(0, 8)
                            + "\nsource: {tables: [Source]}\ntarget: {tables: {Target: {partitionKey: {id: S}}}}\n"),
            (source, version, images) -> "nowhere");
    private final TouchRuns runs = new TouchRuns(workspace);

    @BeforeEach
    void createControl() {
        new Tables(workspace.client()).ensureControl(workspace.control());
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void current_unfinishedRun_isGoneOnWith() {
        Run first = runs.current(10, 4);

        assertThat(runs.current(10, 4)).isEqualTo(first);
        assertThat(runs.complete()).isEmpty();
    }

    @Test
    void current_afterAFinishedRun_drawsAnotherToken() {
        Run first = runs.current(10, 4);
        runs.finish(first);
        assertThat(runs.complete()).map(Run::id).contains(first.id());

        Run second = runs.current(10, 4);

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(RunToken.parse(second.id())).map(RunToken::kind).contains(RunToken.Kind.TOUCH);
    }

    @Test
    void current_gapSinceTheRunBegan_asksForAFreshOne() {
        Run first = runs.current(10, 4);
        workspace.soundness().markUnsound("records were lost", Instant.now());

        assertThat(runs.current(10, 4).id()).isNotEqualTo(first.id());
        assertThat(runs.complete()).isEmpty();
    }

    @Test
    void complete_gapSince_isNoLongerEnough() {
        runs.finish(runs.current(10, 4));
        workspace.soundness().markUnsound("records were lost", Instant.now());

        assertThat(runs.complete()).isEmpty();
    }

    @Test
    void segments_anySize_areSeveralForEachWorkerAndBounded() {
        assertThat(TouchRuns.segments(0, 4)).isEqualTo(16);
        assertThat(TouchRuns.segments(2_000_000, 4)).isEqualTo(40);
        assertThat(TouchRuns.segments(2_000_000, 20)).isEqualTo(80);
        assertThat(TouchRuns.segments(0, 1_000)).isEqualTo(1_000);
        assertThat(TouchRuns.segments(Long.MAX_VALUE, 4)).isEqualTo(1_000);
    }
}

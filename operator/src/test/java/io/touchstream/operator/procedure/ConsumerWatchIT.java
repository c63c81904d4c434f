package io.touchstream.operator.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.Measure;
import io.touchstream.operator.deployed.Stack;
import io.touchstream.operator.procedure.ConsumerWatch.Evidence;
import io.touchstream.operator.service.Mappings;
import io.touchstream.operator.service.Mappings.Mapping;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Phases;
import io.touchstream.protocol.control.Soundness.Gap;
import io.touchstream.protocol.control.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsumerWatchIT {
    private static final Instant START = Instant.parse("2026-11-27T08:00:00Z");
    private static final Instant NEXT_DAY = START.plus(Duration.ofHours(24));

    private final Workspace workspace = new Workspace(
            new Connection(EmbeddedDynamoDb.shared().endpoint(), null, null),
            MigrationLoader.parse(
                    "test.yaml",
                    "name: watch-" + UUID.randomUUID()
                            + "\nsource: {tables: [Orders]}\ntarget: {tables: {Target: {partitionKey: {id: S}}}}\n"),
            (item, version, images) -> "nowhere");
    private final SyncProgress progress = new SyncProgress(workspace.control());
    private final Phases phases = new Phases(workspace.control());
    private final Deployment deployment = mock();
    private final Mappings mappings = mock();

    @BeforeEach
    void createControl() {
        new Tables(workspace.client()).ensureControl(workspace.control());
        when(deployment.stack())
                .thenReturn(new Stack(
                        "s",
                        "s",
                        "m",
                        "c",
                        "arn",
                        List.of("sync"),
                        Map.of("Orders", "id"),
                        Map.of(),
                        List.of(),
                        List.of(),
                        "d",
                        false));
        measured(Map.of());
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void look_consumerSilentForADay_marksUnsound() {
        progress.advance("Orders", START);

        new ConsumerWatch(workspace, Evidence.NONE).look(START.plus(Duration.ofHours(22)));
        assertThat(workspace.soundness().gap()).isEmpty();
        new ConsumerWatch(workspace, Evidence.NONE).look(NEXT_DAY);
        assertThat(workspace.soundness().gap())
                .map(Gap::reason)
                .contains("nothing tells that the stream of table Orders was read in the last 24 hours");
    }

    @Test
    void look_nothingReadYet_isSound() {
        new ConsumerWatch(workspace, Evidence.NONE).look(NEXT_DAY);

        assertThat(workspace.soundness().gap()).isEmpty();
    }

    @Test
    void look_afterTheApplicationWritesTheTarget_isNotConcerned() {
        progress.advance("Orders", START);
        PhaseFixture.reach(phases, Phase.FENCED, START);

        new ConsumerWatch(workspace, Evidence.NONE).look(NEXT_DAY);
        assertThat(workspace.soundness().gap()).isEmpty();
    }

    @Test
    void look_consumerSilentWhileWritersMoveOneByOne_marksUnsound() {
        progress.advance("Orders", START);
        PhaseFixture.reach(phases, Phase.WRITING_TARGET, START);
        assertThat(phases.remember(Phase.WRITING_TARGET, GradualMove.SINCE, START.toString()))
                .isTrue();

        new ConsumerWatch(workspace, Evidence.NONE).look(NEXT_DAY);
        assertThat(workspace.soundness().gap()).isPresent();
    }

    @Test
    void look_mappingOnAllTheTime_isSoundAndKnownFromThenOn() {
        progress.advance("Orders", START);
        when(mappings.find("id")).thenReturn(new Mapping("Enabled", START.minus(Duration.ofDays(3))));
        measured(Map.of(Measure.iteratorAge("sync"), 2_000.0));

        lookDeployed();
        assertThat(workspace.soundness().gap()).isEmpty();
        assertThat(progress.settledUpTo("Orders")).contains(NEXT_DAY.minusSeconds(2));
    }

    @Test
    void look_progressOfThisHour_asksNobodyElse() {
        progress.advance("Orders", START);

        new ConsumerWatch(workspace, (table, settled, now) -> {
                    throw new IllegalStateException("asked");
                })
                .look(START.plusSeconds(60));
        assertThat(workspace.soundness().gap()).isEmpty();
    }

    @Test
    void look_mappingSwitchedOnAgainTooLate_marksUnsound() {
        progress.advance("Orders", START);
        when(mappings.find("id")).thenReturn(new Mapping("Enabled", NEXT_DAY.minusSeconds(60)));

        lookDeployed();
        assertThat(workspace.soundness().gap()).isPresent();
    }

    @Test
    void look_mappingOff_marksUnsound() {
        progress.advance("Orders", START);
        when(mappings.find("id")).thenReturn(new Mapping("Disabled", START));

        lookDeployed();
        assertThat(workspace.soundness().gap()).isPresent();
    }

    @Test
    void look_mappingWhoseRecordsGrewOld_marksUnsound() {
        progress.advance("Orders", START);
        when(mappings.find("id")).thenReturn(new Mapping("Enabled", START));
        measured(Map.of(
                Measure.iteratorAge("sync"), (double) Duration.ofHours(23).toMillis()));

        lookDeployed();
        assertThat(workspace.soundness().gap()).isPresent();
    }

    private void lookDeployed() {
        new ConsumerWatch(workspace, new DeployedEvidence(deployment, mappings)).look(NEXT_DAY);
    }

    private void measured(Map<Measure, Double> values) {
        when(deployment.measure(any(), any(), any())).thenReturn(values);
    }
}

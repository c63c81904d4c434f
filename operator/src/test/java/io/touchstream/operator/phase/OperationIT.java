package io.touchstream.operator.phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.History.Entry;
import io.touchstream.protocol.control.History.Outcome;
import io.touchstream.protocol.control.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of an operation, and the lock. */
class OperationIT {
    private final String name = "operation-" + UUID.randomUUID().toString().substring(0, 8);
    private final Workspace workspace = new Workspace(
            new Connection(EmbeddedDynamoDb.shared().endpoint(), null, null),
            MigrationLoader.parse(
                    "test.yaml",
                    "name: " + name + "\nsource: {tables: [Old]}\ntarget: {tables: {New: {partitionKey: {k: S}}}}\n"),
            (item, version, images) -> "nowhere");
    private Duration slept = Duration.ZERO;
    private final Stop stop = new Stop();

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void end_longAfterTheLockWasGivenBack_doesNothing() {
        try (Operation first = begin()) {
            first.end(Outcome.DONE);
            try (Operation second = begin()) {
                slept = Duration.ofHours(2);

                first.end(Outcome.FOUND);

                assertThat(workspace.lock().holder()).isPresent();
                second.end(Outcome.FOUND);
            }
        }
        assertThat(stop.isAsked()).isFalse();
        assertThat(workspace.history().all())
                .extracting((Entry entry) -> Objects.requireNonNull(entry.end()).outcome())
                .containsExactlyInAnyOrder(Outcome.DONE, Outcome.FOUND);
    }

    @Test
    void end_lockLost_isRefused() {
        try (Operation operation = begin()) {
            workspace.lock().release(workspace.lock().holder().orElseThrow());
            slept = Duration.ofHours(2);

            assertThatThrownBy(() -> operation.end(Outcome.DONE))
                    .isInstanceOf(UnusableException.class)
                    .hasMessageStartingWith("the lock was lost");
        }
        assertThat(stop.isAsked()).isTrue();
    }

    private Operation begin() {
        InstantSource source = () -> Instant.now().plus(slept);
        return Operation.begin(
                workspace,
                new OperationRequest("run", EnumSet.of(Phase.CREATED, Phase.SYNCHRONISING), Optional.empty(), false),
                stop,
                source.withZone(ZoneOffset.UTC));
    }
}

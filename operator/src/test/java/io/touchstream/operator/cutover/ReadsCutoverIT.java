package io.touchstream.operator.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.ManualTime;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.phase.OperationRequest;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Waiting;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.CapacityMetrics;
import io.touchstream.operator.service.Consumption;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is waited for after the readers were let go, by a clock that costs no time. */
class ReadsCutoverIT {
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final CutoverSettings SETTINGS =
            new CutoverSettings(Duration.ZERO, WINDOW, Duration.ZERO, true, false);

    private final String name = "r" + UUID.randomUUID().toString().substring(0, 8);
    private final Workspace workspace = new Workspace(
            new Connection(EmbeddedDynamoDb.shared().endpoint(), null, null),
            MigrationLoader.parse(
                    "test.yaml",
                    "name: " + name + "\nsource: {tables: [S" + name + "]}\ntarget: {tables: {T" + name
                            + ": {partitionKey: {id: S}}}}\n"),
            (item, version, images) -> "nowhere");
    private final ManualTime time = new ManualTime();
    private final Stop stop = new Stop();

    @BeforeEach
    void letReadersGo() {
        workspace.client().createTable(ControlTable.creation(workspace.control().name()));
        List<Phase> way = List.of(
                Phase.CREATED,
                Phase.SYNCHRONISING,
                Phase.TOUCHING,
                Phase.SYNCHRONISED,
                Phase.VERIFIED,
                Phase.READING_TARGET);
        for (int step = 1; step < way.size(); step++) {
            assertThat(workspace.phases().advance(way.get(step - 1), way.get(step), "ada@host", time.instant()))
                    .isTrue();
        }
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void run_readsUntilAMoment_waitsForAWholeWindowAfterIt() throws InterruptedException {
        Instant lastRead = time.instant().plus(Duration.ofMinutes(7)).plusSeconds(12);
        Reads reads = new Reads(lastRead);

        ReadsReport report = watch(reads);

        Instant quiet = Objects.requireNonNull(report.quietFrom());
        assertThat(report.watched()).isTrue();
        assertThat(quiet).isAfterOrEqualTo(lastRead).isBefore(lastRead.plusSeconds(90));
        assertThat(time.instant()).isAfterOrEqualTo(quiet.plus(WINDOW).plus(reads.delay()));
        assertThat(time.said()).contains("somebody reads table S" + name);
        assertThat(SourceReaders.left(workspace, SETTINGS)).isEmpty();

        // Whoever watches again has a reason to.
        stop.ask();
        watch(new Reads(time.instant().plus(Duration.ofDays(2))));

        assertThat(SourceReaders.left(workspace, SETTINGS)).isPresent();
    }

    @Test
    void run_readsBeforeThePhaseChanged_doNotCount() throws InterruptedException {
        Reads reads = new Reads(time.instant().minusSeconds(5));

        Instant quiet = Objects.requireNonNull(watch(reads).quietFrom());

        assertThat(reads.asked)
                .allMatch(from -> from.isAfter(workspace.phases().state().since()));
        assertThat(quiet).isEqualTo(reads.asked.get(0));
    }

    @Test
    void run_readsThatAreNotToldForAWhile_waitsUntilTheyAre() throws InterruptedException {
        Reads reads = new Reads(time.instant().minusSeconds(5));
        reads.blindUntil = time.instant().plus(Duration.ofMinutes(40));

        ReadsReport report = watch(reads);

        assertThat(report.quietFrom()).isNotNull();
        assertThat(time.instant()).isAfterOrEqualTo(reads.blindUntil);
        assertThat(time.said()).contains("waiting: CloudWatch does not tell");
    }

    @Test
    void run_endAskedFor_postpones() throws InterruptedException {
        stop.ask();

        ReadsReport report = watch(new Reads(time.instant().plus(Duration.ofDays(2))));

        assertThat(report.watched()).isTrue();
        assertThat(report.quietFrom()).isNull();
        assertThat(workspace.phases().state().phase()).isEqualTo(Phase.READING_TARGET);
        assertThat(SourceReaders.left(workspace, SETTINGS)).isPresent();
    }

    private ReadsReport watch(Reads reads) throws InterruptedException {
        OperationRequest request =
                new OperationRequest("cutover reads", EnumSet.of(Phase.READING_TARGET), Optional.empty(), false);
        Waiting waiting = time.waiting(stop);
        try (Operation operation = Operation.begin(workspace, request, stop)) {
            Cutover cutover = new Cutover(
                    workspace,
                    operation,
                    new SyncThatRuns(),
                    ended -> {
                        throw new IllegalStateException("nothing is to be compared");
                    },
                    new Barrier(Set.of(), Optional.empty(), List::of, true, waiting),
                    new Barrier(Set.of(), Optional.empty(), List::of, true, waiting),
                    SETTINGS,
                    new Steps(time, new Progress(System.err, false), step -> {}),
                    waiting);
            return new ReadsCutover(cutover, Optional.of(reads)).run(true);
        }
    }

    /** Somebody who reads until a moment; measures come late. */
    private final class Reads implements CapacityMetrics {
        private final Instant last;
        private final List<Instant> asked = new ArrayList<>();

        private Instant blindUntil = Instant.EPOCH;

        private Reads(Instant last) {
            this.last = last;
        }

        @Override
        public Consumption consumed(String table, Instant from, Instant to) {
            if (time.instant().isBefore(blindUntil)) {
                throw new UnusableException("CloudWatch does not tell");
            }
            asked.add(from);
            assertThat(Duration.between(from, to)).isEqualTo(WINDOW);
            assertThat(to).isBeforeOrEqualTo(time.instant().minus(delay()));
            return new Consumption(from.isAfter(last) ? 0 : 12.5, 0);
        }

        @Override
        public Duration delay() {
            return Duration.ofMinutes(3);
        }
    }

    /** Sync that runs forward all the time. */
    private static final class SyncThatRuns implements SyncControl {
        @Override
        public boolean runAnew(Directions directions, Stop stop) {
            return run(directions, stop);
        }

        @Override
        public boolean run(Directions directions, Stop stop) {
            return directions == Directions.FORWARD;
        }

        @Override
        public boolean endsWithThisProcess() {
            return false;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}

package io.touchstream.simulator;

import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Phases;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.sync.SyncDependencies;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** Has the application move to the target by a fenced cut-over, and judges what flows back to the source. */
final class WayBack {
    private static final List<Phase> PHASES = List.of(
            Phase.CREATED,
            Phase.SYNCHRONISING,
            Phase.TOUCHING,
            Phase.SYNCHRONISED,
            Phase.VERIFIED,
            Phase.READING_TARGET,
            Phase.FENCED,
            Phase.WRITING_TARGET);
    private static final Duration ITEM_TIME = Duration.ofSeconds(30);

    private final Simulation simulation;
    private final Instance process;
    private final SimulatedClient client;
    private final Quarantine quarantine;

    WayBack(Simulation simulation, Instance process, SimulatedClient client, Quarantine quarantine) {
        this.simulation = simulation;
        this.process = process;
        this.client = client;
        this.quarantine = quarantine;
    }

    /** Runs from the switch, for which source and target have been proven equal, to rest. */
    void run() {
        simulation.flow(EnumSet.noneOf(Direction.class));
        Phases phases = new Phases(simulation.control(client));
        for (int next = 1; next < PHASES.size(); next++) {
            phases.advance(PHASES.get(next - 1), PHASES.get(next), process.name, process.instant());
        }
        new Tombstones(simulation.control(client)).cease();
        simulation.move();
        simulation.faults.on();
        MovedApplication application = new MovedApplication(simulation);
        simulation.scheduler.spawn("application", application::run);
        simulation.scheduler.await(application::isDone);
        if (simulation.setting.disturbance().replays() > 0) {
            drain();
            simulation.lanes().stream()
                    .filter(lane -> lane.direction() == Direction.REVERSE)
                    .forEach(StreamLane::replayOld);
        }
        drain();
        simulation.faults.off();
        redrive();
        judge();
        if (!application.copiesProvenance()) {
            flowBothWays();
        }
    }

    /** What was carried back is nothing that sync would carry on, nor what comes of that. */
    private void flowBothWays() {
        simulation.flow(EnumSet.allOf(Direction.class));
        drain();
        judge();
    }

    private void drain() {
        simulation.scheduler.await(simulation::isDrained);
    }

    /** Applies again what was quarantined, as the command line does: until nothing more comes of it. */
    private void redrive() {
        boolean carriedBack = true;
        while (carriedBack) {
            carriedBack = false;
            for (QuarantineEntry entry : quarantine.list().toList()) {
                carriedBack |= redrive(entry);
            }
        }
    }

    private boolean redrive(QuarantineEntry entry) {
        simulation.statistics.add("entries redriven on the way back", 1);
        try (SyncDependencies sync = simulation.sync(process, Direction.REVERSE)) {
            return sync.redrive(entry, process.instant().plus(ITEM_TIME));
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }

    private void judge() {
        BackOracle oracle = new BackOracle(simulation, quarantine.list().toList());
        try {
            oracle.check();
        } catch (Violation violation) {
            simulation.scheduler.fail(violation);
        }
        simulation.statistics.add("items at rest on the way back", oracle.compared());
        simulation.statistics.add("ghosts on the way back", oracle.ghosts());
    }
}

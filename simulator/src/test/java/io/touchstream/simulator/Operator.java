package io.touchstream.simulator;

import io.touchstream.item.ItemKey;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.Canaries;
import io.touchstream.protocol.control.Differences;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.Segments;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.protocol.write.GuardedWrite;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.touch.TouchHandler;
import io.touchstream.touch.copy.ItemRepair;
import io.touchstream.touch.mark.Toucher;
import io.touchstream.touch.prepare.CanaryRelease;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.verify.SourceRepair;
import io.touchstream.touch.verify.VerifyContext;
import io.touchstream.touch.verify.VerifyRepair;
import io.touchstream.touch.verify.VerifyReport;
import io.touchstream.touch.verify.VerifySettings;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Does what the operator does, step by step, and has the outcome judged. */
final class Operator {
    private static final Duration LONG = Duration.ofHours(1);
    private static final long DAY = 24 * 3_600_000L;
    private static final int MOST_MENDINGS = 6;
    private static final int MOST_BETWEEN_REDRIVES = 10_000;

    private final Simulation simulation;
    private final Application application;
    private final int segments;
    private Instance process;
    private SimulatedClient client;
    private Quarantine quarantine;
    private int runs;
    private boolean lost;

    Operator(Simulation simulation, Application application) {
        this.simulation = simulation;
        this.application = application;
        this.segments = 1 + simulation.choices.next(3);
        start();
    }

    void run() {
        stubbornly(this::canary);
        touch();
        if (simulation.profile.repairsMeanwhile()) {
            stubbornly(() -> repair(verify()));
        }
        if (simulation.profile.outage()) {
            outage();
        }
        while (simulation.profile.hurries() && !application.isDone()) {
            stubbornly(() -> redrive(entry -> true));
            simulation.scheduler.sleep(simulation.choices.next(MOST_BETWEEN_REDRIVES));
        }
        rest();
        if (simulation.profile.moves()) {
            clear();
            judge();
            new WayBack(simulation, process, client, quarantine).run();
            return;
        }
        if (simulation.profile.copies()) {
            return;
        }
        if (simulation.profile.hurries()) {
            simulation.faults.on();
            application.goOn();
            untouch();
            rest();
        } else if (simulation.choices.oneIn(4)) {
            untouch();
            drain();
            judge();
        }
    }

    /** Waits until the application is done and nothing fails any more, mends what is to be mended, and has the outcome judged. */
    private void rest() {
        simulation.scheduler.await(application::isDone);
        if (simulation.setting.disturbance().replays() > 0) {
            drain();
            simulation.lanes().forEach(StreamLane::replayOld);
            drain();
        }
        simulation.faults.off();
        start();
        drain();
        redrive(this::mayBeNeedless);
        drain();
        if (simulation.profile.needsRepair()) {
            mend();
        }
        judge();
    }

    /**
     * A collision may be over; what a copy could not transform may have been changed since it was read; and so may what comes
     * late.
     */
    private boolean mayBeNeedless(QuarantineEntry entry) {
        return entry.cause() == Cause.COLLISION || entry.version().equals(Version.COPY) || simulation.profile.late();
    }

    /** Begins a process anew: the operator's own may die too. */
    private void start() {
        process = simulation.process("operator");
        client = new SimulatedClient(simulation, process, Role.OPERATOR);
        quarantine = new Quarantine(simulation.control(client), (source, version, images) -> "elsewhere");
    }

    private void stubbornly(Runnable work) {
        while (true) {
            try {
                work.run();
                return;
            } catch (SdkException failed) {
                simulation.trace(() -> "the operator tries again: " + failed.getMessage());
            } catch (RuntimeException | Crash failed) {
                if (!process.isDead() && !(failed.getCause() instanceof OutOfTimeException)) {
                    throw failed;
                }
                start();
            }
        }
    }

    private void canary() {
        if (simulation.profile.copies()) {
            return;
        }
        simulation.shape.sources().forEach(this::canary);
    }

    private void canary(String source) {
        RunToken token = RunToken.draw(RunToken.Kind.CANARY, process.random);
        CanaryRelease release = new CanaryRelease(client, new Toucher(client, Shape.MARKER));
        if (release.release(source, token).isEmpty()) {
            return;
        }
        Canaries canaries = new Canaries(simulation.control(client));
        for (int wait = 0; !canaries.wasSeen(token); wait++) {
            if (wait > 200) {
                simulation.scheduler.fail(new Violation("the canary never arrived"));
            }
            process.sleep(Duration.ofSeconds(2));
        }
    }

    private void touch() {
        RunToken token = RunToken.draw(RunToken.Kind.TOUCH, new Random(1000L + ++runs));
        Job job = simulation.profile.copies() ? Job.COPY : Job.TOUCH;
        new SegmentRun(simulation, token.text(), segments)
                .over(job, simulation.shape.sources())
                .await();
    }

    private void untouch() {
        new SegmentRun(simulation, "untouch", segments)
                .over(Job.UNTOUCH, simulation.shape.sources())
                .await();
        for (String source : simulation.shape.sources()) {
            if (simulation.database.table(source).all().stream().anyMatch(item -> item.containsKey(Shape.MARKER))) {
                simulation.scheduler.fail(new Violation("a marker was left behind"));
            }
        }
    }

    private void drain() {
        simulation.scheduler.await(simulation::isDrained);
    }

    /** Stops sync for more than a day, with or without its stream. */
    private void outage() {
        simulation.flow(EnumSet.noneOf(Direction.class));
        boolean heard = hasHeartbeat();
        simulation.scheduler.await(() -> simulation.lanes().stream().noneMatch(StreamLane::isBusy));
        boolean newStream = simulation.choices.oneIn(3);
        if (newStream) {
            simulation.faults.count(Fault.NEW_STREAM);
            simulation.endStreams();
        }
        simulation.scheduler.sleep(DAY + simulation.choices.next((int) (DAY / 4)));
        int trimmed = 0;
        for (StreamLane lane : simulation.lanes()) {
            lane.restart();
            trimmed += lane.trim(newStream ? Long.MAX_VALUE : simulation.scheduler.now() - DAY);
        }
        for (int count = 0; count < trimmed; count++) {
            simulation.faults.count(Fault.TRIMMED_RECORD);
        }
        long waiting =
                simulation.lanes().stream().filter(StreamLane::hasOldRecord).count();
        // What tells of a loss is an old record after the last heartbeat: without either, nothing does.
        boolean told = waiting > 0 && heard;
        lost = trimmed > 0 && told;
        if (trimmed > 0 && !newStream && !told) {
            simulation.statistics.add("outages of which no record or heartbeat tells", 1);
        }
        if (newStream) {
            simulation.newStreams(2);
        }
        simulation.flow(EnumSet.of(Direction.FORWARD));
    }

    private boolean hasHeartbeat() {
        return simulation.database.table(simulation.controlName()).all().stream()
                .anyMatch(row -> row.get("pk").s().equals("SYNC"));
    }

    /** Runs a fresh touch where the stream lost records, then verify and repair until nothing is left to repair. */
    private void mend() {
        if (simulation.profile.outage()) {
            Soundness soundness = new Soundness(simulation.control(client));
            if (lost && soundness.gap().isEmpty()) {
                simulation.scheduler.fail(new Violation("records were lost, and nothing says so"));
            }
            touch();
            drain();
        }
        for (int mending = 1; ; mending++) {
            redrive(entry -> true);
            drain();
            List<Difference> differences = verify();
            checkNothingMissing(differences, mending);
            long mendable = differences.stream().filter(Operator::isMendable).count();
            simulation.statistics.add("differences before repair " + mending, mendable);
            if (mendable == 0) {
                return;
            }
            if (mending == MOST_MENDINGS) {
                simulation.scheduler.fail(new Violation("repair does not come to an end: " + differences));
            }
            checkGhostsOnly(differences);
            repair(differences);
            drain();
        }
    }

    /** A fresh touch shows every item, so that sync creates what was lost of it; what it yields differently now is the repair's. */
    private void checkNothingMissing(List<Difference> differences, int mending) {
        boolean touched = simulation.profile.outage() && !simulation.profile.copies();
        for (Difference difference : differences) {
            if (touched && mending == 1 && difference.kind() == Differences.Kind.MISSING) {
                simulation.scheduler.fail(new Violation("missing after a touch: " + difference));
            }
        }
    }

    /** What comes late leaves ghosts and nothing else: verify's forward half finds nothing, unless records were lost. */
    private void checkGhostsOnly(List<Difference> differences) {
        for (Difference difference : differences) {
            boolean ghost = difference.kind() == Differences.Kind.GHOST;
            if (isMendable(difference) && !ghost && !simulation.profile.outage()) {
                simulation.scheduler.fail(new Violation("more than ghosts is left: " + difference));
            }
        }
    }

    private static boolean isMendable(Difference difference) {
        return switch (difference.kind()) {
            case MISSING, DIFFERENT, GHOST -> true;
            case COLLISION, APPLICATION_OWNED, EXPIRED, QUARANTINED -> false;
        };
    }

    private List<Difference> verify() {
        return report().differences();
    }

    private VerifyReport report() {
        String run = "verify-" + ++runs;
        new SegmentRun(simulation, run, segments)
                .over(Job.VERIFY_SOURCE, simulation.shape.sources())
                .over(Job.VERIFY_TARGET, List.of(Shape.TARGET, Shape.OTHER))
                .await();
        return VerifyReport.of(
                new Segments(simulation.control(client)).ofRun(run),
                (simulation.shape.sources().size() + 2) * segments,
                new Differences(simulation.control(client)).list(run).toList());
    }

    private void repair(List<Difference> differences) {
        SideBySideTasks readers = new SideBySideTasks(simulation, process, false);
        VerifyContext context = new VerifyContext(
                client,
                simulation.shape.definition(),
                simulation.shape.transformation(),
                quarantine,
                new SyncHeartbeats(simulation.control(client)),
                new Differences(simulation.control(client)),
                new Tombstones(simulation.control(client)),
                readers,
                process,
                process::sleep,
                VerifySettings.DEFAULT);
        try (TouchHandler handler = simulation.touchHandler(process)) {
            handler.settlePending(ItemRepair.RUN, end());
            RunToken token = RunToken.draw(RunToken.Kind.REPAIR, new Random(2000L + ++runs));
            new VerifyRepair(
                            context,
                            handler.repair(),
                            new GuardedWriter(client, simulation.shape.definition(), simulation.control(client)),
                            new SideBySideTasks(simulation, process, false))
                    .repair(differences.stream(), token, end());
        } catch (OutOfTimeException late) {
            throw new IllegalStateException(late);
        }
    }

    /** Sends quarantined items through again, as the command line's redrive does. */
    private void redrive(Predicate<QuarantineEntry> meant) {
        List<QuarantineEntry> entries = quarantine.list().filter(meant).toList();
        if (entries.isEmpty()) {
            return;
        }
        simulation.statistics.add("entries redriven", entries.size());
        RunToken token = RunToken.draw(RunToken.Kind.REPAIR, new Random(3000L + ++runs));
        try (TouchHandler handler = simulation.touchHandler(process)) {
            for (QuarantineEntry entry : entries) {
                SourceRepair.Outcome outcome = handler.repair().repair(entry.source(), token, end());
                if (outcome == SourceRepair.Outcome.COPIED || outcome == SourceRepair.Outcome.GONE) {
                    settle(entry);
                }
            }
        } catch (OutOfTimeException late) {
            throw new IllegalStateException(late);
        }
    }

    /** Has the application give up what cannot be brought over: it may not move before. */
    private void clear() {
        while (quarantine.list().findAny().isPresent()) {
            quarantine.list().forEach(entry -> application.giveUp(entry.source()));
            drain();
            redrive(entry -> true);
            drain();
        }
        if (simulation.profile.needsRepair()) {
            // What was left of an item that is given up is a ghost now.
            mend();
        }
        if (!report().equal()) {
            simulation.scheduler.fail(new Violation("unequal although nothing is in quarantine"));
        }
    }

    private void settle(QuarantineEntry entry) {
        Map<String, AttributeValue> item = simulation
                .database
                .table(entry.source().table())
                .find(entry.source().key().attributes());
        Set<TargetKey> yielded = new HashSet<>();
        if (item != null) {
            Shape.yieldOf(item)
                    .ifPresent(places -> places.keySet()
                            .forEach(place -> yielded.add(
                                    new TargetKey(place.table(), new ItemKey(Shape.targetKey(place.key()))))));
        }
        GuardedWriter writer = new GuardedWriter(client, simulation.shape.definition(), simulation.control(client));
        Provenance provenance = new Provenance(entry.source(), entry.version());
        for (TargetKey left : entry.leftKeys()) {
            if (!yielded.contains(left)) {
                writer.write(
                        new GuardedWrite.Delete(left, provenance, GuardedWrite.DeleteGuard.OLDER),
                        Duration.ofSeconds(30));
            }
        }
        quarantine.settle(entry.source(), entry.version());
    }

    private void judge() {
        Oracle oracle = new Oracle(simulation, quarantine.list().toList());
        try {
            oracle.check();
            oracle.check(report());
        } catch (Violation violation) {
            simulation.scheduler.fail(violation);
        }
        simulation.statistics.add("items at rest", oracle.compared());
    }

    private Instant end() {
        return process.instant().plus(LONG);
    }
}

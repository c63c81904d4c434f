package io.touchstream.simulator;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import io.touchstream.protocol.Direction;
import io.touchstream.simulator.service.Shard;
import io.touchstream.simulator.service.StreamEntry;
import io.touchstream.sync.SyncHandler;
import java.util.List;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Lambda's event source mapping for one lane of one shard: batches in order, again from the checkpoint after a failure, at
 * least once.
 */
final class StreamLane {
    private static final List<Long> TIMEOUTS = List.of(60_000L, 20_000L, 6_000L);

    private static final long HOUR = 3_600_000;

    private final Simulation simulation;
    private final Direction direction;
    private final List<StreamEntry> records;
    private final BooleanSupplier parentIsDone;
    private final Shard shard;
    private final String name;
    private int settled;
    private int replays;
    private boolean busy;
    private Instance process;
    private SyncHandler handler;

    StreamLane(Simulation simulation, Direction direction, Shard shard, int lane, BooleanSupplier parentIsDone) {
        this.simulation = simulation;
        this.direction = direction;
        this.shard = shard;
        this.records = shard.lanes().get(lane);
        this.parentIsDone = parentIsDone;
        this.name = shard.id() + "/" + lane;
    }

    Direction direction() {
        return direction;
    }

    Shard shard() {
        return shard;
    }

    boolean isDrained() {
        return !busy && settled == records.size() && replays == 0;
    }

    /** Delivers until the shard is closed and drained, or the simulation over. */
    void run() {
        simulation.scheduler.await(() -> simulation.isOver() || parentIsDone.getAsBoolean());
        while (true) {
            simulation.scheduler.await(() -> simulation.isOver() || isEnded() || isWaiting());
            if (!isWaiting()) {
                return;
            }
            busy = true;
            if (replays > 0) {
                replays--;
                replayOne();
                busy = false;
                continue;
            }
            int size = Math.min(records.size() - settled, 1 + simulation.choices.next(8));
            if (simulation.setting.pace().waits() && simulation.choices.oneIn(2)) {
                // Lambda's window: it waits for more.
                simulation.scheduler.sleep(simulation.choices.next(500));
            }
            deliver(settled, settled + size);
            stray();
            busy = false;
        }
    }

    /** Loses what is older than a stream keeps; returns how many records that nobody had read. */
    int trim(long horizon) {
        int lost = 0;
        while (settled < records.size() && records.get(settled).at() < horizon) {
            settled++;
            lost++;
        }
        return lost;
    }

    /** Has some old records delivered again at the end, each alone. */
    void replayOld() {
        int times = settled == 0 || isEnded()
                ? 0
                : simulation.choices.next(1 + simulation.setting.disturbance().replays());
        for (int count = 0; count < times; count++) {
            simulation.faults.count(Fault.STRAY_RECORD);
        }
        replays = times;
    }

    /** Has the next batch go to another instance. */
    void restart() {
        handler = null;
    }

    /** Tells whether a record waits that is over an hour old. */
    boolean hasOldRecord() {
        return settled < records.size() && records.get(settled).at() < simulation.scheduler.now() - HOUR;
    }

    String name() {
        return name;
    }

    boolean isBusy() {
        return busy;
    }

    /** Tells whether nothing of this lane, and of those before it, is left to deliver. */
    boolean isEnded() {
        return parentIsDone.getAsBoolean() && shard.isClosed() && isDrained();
    }

    private boolean isWaiting() {
        return (settled < records.size() || replays > 0) && simulation.flows(direction);
    }

    private void deliver(int from, int to) {
        int unfinished = invoke(List.copyOf(records.subList(from, to)));
        int reached = from + unfinished;
        if (reached < to) {
            simulation.redeliver();
        }
        if (simulation.faults.ofDelivery(Fault.DUPLICATE_BATCH)) {
            return;
        }
        settled = reached;
        if (simulation.faults.ofDelivery(Fault.REWIND)) {
            settled = Math.max(0, settled - 1 - simulation.choices.next(6));
        }
    }

    /** Delivers one old record again, alone. */
    private void stray() {
        if (settled > 0 && simulation.faults.ofDelivery(Fault.STRAY_RECORD)) {
            replayOne();
        }
    }

    private void replayOne() {
        invoke(List.of(records.get(simulation.choices.next(settled))));
    }

    /** Invokes the function; returns how many of the records it finished, from the first. */
    private int invoke(List<StreamEntry> batch) {
        if (handler == null) {
            process = simulation.process("sync " + name);
        }
        simulation.scheduler.step();
        simulation.trace(
                () -> "deliver " + batch.stream().map(StreamLane::describe).toList());
        process.begin(simulation.faults.areOff() ? TIMEOUTS.get(0) : TIMEOUTS.get(simulation.choices.next(3)));
        int finished = 0;
        try {
            if (handler == null) {
                handler = new SyncHandler(simulation.sync(process, direction));
            }
            DynamodbEvent event = StreamEvents.of(
                    batch.stream().map(simulation.defect::delivered).toList());
            StreamsEventResponse response = handler.handleRequest(event, process);
            if (!process.isDead()) {
                finished = finished(batch, response);
            }
        } catch (SdkException failed) {
            simulation.trace(() -> "the invocation failed: " + failed.getMessage());
        } catch (RuntimeException | Crash failed) {
            if (!process.isDead()) {
                throw failed;
            }
        }
        end();
        int result = finished;
        simulation.trace(() -> "finished " + result + " of " + batch.size());
        return finished;
    }

    private void end() {
        if (process.isLate()) {
            simulation.faults.count(Fault.INVOCATION_TIMEOUT);
        }
        process.end();
        if (process.isDead()) {
            handler = null;
        }
    }

    private static int finished(List<StreamEntry> batch, StreamsEventResponse response) {
        if (response.getBatchItemFailures().isEmpty()) {
            return batch.size();
        }
        String lowest = response.getBatchItemFailures().get(0).getItemIdentifier();
        for (int index = 0; index < batch.size(); index++) {
            if (batch.get(index).sequenceNumber().equals(lowest)) {
                return index;
            }
        }
        throw new Violation("the function answered with a record that was not in the batch");
    }

    private static String describe(StreamEntry entry) {
        return entry.sequenceNumber() + ": " + Descriptions.json(entry.before()) + " to "
                + Descriptions.json(entry.after());
    }
}

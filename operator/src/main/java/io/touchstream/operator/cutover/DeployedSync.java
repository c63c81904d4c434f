package io.touchstream.operator.cutover;

import io.touchstream.operator.UnusableException;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Waiting;
import io.touchstream.operator.procedure.Waiting.End;
import io.touchstream.operator.service.Mappings;
import io.touchstream.operator.service.Mappings.Mapping;
import io.touchstream.protocol.control.Directions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Sync on AWS: the event source mappings of a stack.
 *
 * <p>An invocation that a mapping has begun may outlive it by as long as its function may take. So what is switched off is
 * off only after that time: an invocation that was given up and goes on all the same writes nothing after it.
 */
final class DeployedSync implements SyncControl {
    private static final Duration STEP = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Mappings mappings;
    private final List<String> forward;
    private final List<String> reverse;
    private final Waiting waiting;

    /**
     * Creates it.
     *
     * @param forward the ids of the mappings from the sources' streams
     * @param reverse the ids of the mappings from the targets' streams; none where the definition has no inverse
     */
    DeployedSync(Mappings mappings, Collection<String> forward, Collection<String> reverse, Waiting waiting) {
        this.mappings = mappings;
        this.forward = List.copyOf(forward);
        this.reverse = List.copyOf(reverse);
        this.waiting = waiting;
    }

    @Override
    public boolean run(Directions directions, Stop stop) throws InterruptedException {
        // Off before on, so that nothing runs in both directions which is to run in one.
        return (directions.forward() || switched(forward, false, stop))
                && (directions.reverse() || switched(reverse, false, stop))
                && (!directions.forward() || switched(forward, true, stop))
                && (!directions.reverse() || switched(reverse, true, stop));
    }

    @Override
    public boolean runAnew(Directions directions, Stop stop) throws InterruptedException {
        Instant called = waiting.clock().instant();
        if (!run(directions, stop)) {
            return false;
        }
        for (String id : forward) {
            Instant over = called.plus(mappings.longestInvocation(id));
            End end = waiting.heeding(stop)
                    .until(() -> underWay("each invocation begun before", id, over), STEP, PATIENCE);
            if (end != End.DONE) {
                return false;
            }
        }
        return true;
    }

    private boolean switched(List<String> ids, boolean on, Stop stop) throws InterruptedException {
        for (String id : ids) {
            End end = waiting.heeding(stop).until(() -> unsettled(id, on), STEP, PATIENCE);
            if (end == End.LATE) {
                throw new UnusableException("event source mapping " + id + " is still "
                        + mappings.find(id).state() + " after " + PATIENCE.toMinutes()
                        + " min: look at it in Lambda, then do this again");
            }
            if (end == End.STOPPED) {
                return false;
            }
        }
        return true;
    }

    private Optional<String> unsettled(String id, boolean on) {
        Mapping mapping = mappings.find(id);
        if (on ? mapping.isEnabled() : mapping.isDisabled()) {
            return on
                    ? Optional.empty()
                    : underWay("the last invocation", id, mapping.since().plus(mappings.longestInvocation(id)));
        }
        if (on ? mapping.isDisabled() : mapping.isEnabled()) {
            mappings.switchTo(id, on);
        }
        return Optional.of("until event source mapping " + id + " is " + (on ? "enabled" : "disabled"));
    }

    private Optional<String> underWay(String what, String id, Instant over) {
        return waiting.clock().instant().isBefore(over)
                ? Optional.of("until " + over + ", when " + what + " of event source mapping " + id
                        + " is over whatever became of it")
                : Optional.empty();
    }

    @Override
    public boolean endsWithThisProcess() {
        return false;
    }

    @Override
    public void close() {
        // Holds nothing: the services are their owner's to close.
    }
}

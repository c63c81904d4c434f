package io.touchstream.operator.cutover;

import io.touchstream.operator.output.Progress;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps which steps were reached and when, says so, and tells whoever wants to know. */
public final class Steps {
    private final Clock clock;
    private final Progress progress;
    private final Consumer<Step> listener;
    private final Map<Step, Instant> reached = new EnumMap<>(Step.class);

    /**
     * Creates it.
     *
     * @param listener is told of each step as it is reached, before anything else happens; what it throws ends the cut-over
     *     there
     */
    public Steps(Clock clock, Progress progress, Consumer<Step> listener) {
        this.clock = clock;
        this.progress = progress;
        this.listener = listener;
    }

    /** Returns the steps that this process has reached, with their times. */
    public Map<Step, Instant> reached() {
        return Collections.unmodifiableMap(reached);
    }

    void reached(Step step) {
        reached.put(step, clock.instant());
        progress.say("* " + step.meaning());
        listener.accept(step);
    }
}

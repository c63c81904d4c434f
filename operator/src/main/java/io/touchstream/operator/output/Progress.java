package io.touchstream.operator.output;

import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Segments;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import software.amazon.awssdk.core.exception.SdkException;

/** Shows how far a job has come: items, percent, rate, lag, what holds it up, and the time left. Writes to standard error. */
public final class Progress {
    private static final int LINE_LENGTH = 140;
    private static final int ON_TERMINAL_MILLIS = 500;
    private static final int ELSEWHERE_MILLIS = 5_000;

    private static final long POLL_MILLIS = 1_000;

    private final PrintStream stream;
    private final boolean terminal;

    /**
     * Creates a display.
     *
     * @param terminal whether a person watches, so that one line is drawn over and over
     */
    public Progress(PrintStream stream, boolean terminal) {
        this.stream = stream;
        this.terminal = terminal;
    }

    /** Says something on a line of its own. */
    public void say(String line) {
        stream.println(line);
    }

    /** Shows a run's progress until the watch is ended. */
    public Watch watch(String name, Run run, Segments segments, LongSupplier lagMillis) {
        return new Watch(
                name, run.estimatedItems(), () -> state(segments.ofRun(run.id()).values(), lagMillis));
    }

    /**
     * Shows how many items are done until the watch is ended.
     *
     * @param expected how many there are, as far as is known
     */
    public Watch watch(String name, long expected, LongSupplier done) {
        return new Watch(name, expected, () -> new State(done.getAsLong(), ""));
    }

    /** How many items are done, and what else is to be shown. */
    private record State(long done, String more) {}

    private static State state(Collection<Segments.Progress> segments, LongSupplier lagMillis) {
        long scanned = segments.stream()
                .mapToLong(segment -> segment.counts().getOrDefault("scanned", 0L))
                .sum();
        String held = segments.stream()
                .filter(segment -> !segment.done())
                .map(Segments.Progress::note)
                .filter(Objects::nonNull)
                .findFirst()
                .map(note -> ", " + note)
                .orElse("");
        return new State(
                scanned, " lag " + Duration.ofMillis(lagMillis.getAsLong()).toSeconds() + " s" + held);
    }

    /** Follows one job. */
    public final class Watch {
        private final Supplier<State> states;
        private final ProgressBar bar;
        private final Timer poller = new Timer("progress", true);

        private Watch(String name, long expected, Supplier<State> states) {
            this.states = states;
            ProgressBarBuilder builder = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setUnit(" items", 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setInitialMax(Math.max(1, expected))
                    .setMaxRenderedLength(LINE_LENGTH)
                    .setUpdateIntervalMillis(terminal ? ON_TERMINAL_MILLIS : ELSEWHERE_MILLIS)
                    .showSpeed();
            if (!terminal) {
                builder.setConsumer(new DelegatingProgressBarConsumer(stream::println, LINE_LENGTH));
            }
            bar = builder.build();
            poller.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            poll();
                        }
                    },
                    0,
                    POLL_MILLIS);
        }

        /** A display that cannot be brought up to date stays as it is, and holds nothing up. */
        private void poll() {
            try {
                show();
            } catch (SdkException failure) {
                bar.setExtraMessage(" (progress cannot be read at present)");
            }
        }

        private synchronized void show() {
            State state = states.get();
            if (state.done() > bar.getMax()) {
                bar.maxHint(state.done());
            }
            bar.stepTo(state.done());
            bar.setExtraMessage(state.more());
        }

        /** Shows the last state and ends the display. */
        public void end() {
            poller.cancel();
            poll();
            bar.close();
        }
    }
}

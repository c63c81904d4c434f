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
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

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
        return new Watch(name, run, segments, lagMillis);
    }

    /** Follows one run. */
    public final class Watch {
        private final Run run;
        private final Segments segments;
        private final LongSupplier lagMillis;
        private final ProgressBar bar;
        private final Timer poller = new Timer("progress", true);

        private Watch(String name, Run run, Segments segments, LongSupplier lagMillis) {
            this.run = run;
            this.segments = segments;
            this.lagMillis = lagMillis;
            ProgressBarBuilder builder = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setUnit(" items", 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setInitialMax(Math.max(1, run.estimatedItems()))
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

        private synchronized void poll() {
            Collection<Segments.Progress> states = segments.ofRun(run.id()).values();
            long scanned = states.stream()
                    .mapToLong(state -> state.counts().getOrDefault("scanned", 0L))
                    .sum();
            if (scanned > bar.getMax()) {
                bar.maxHint(scanned);
            }
            bar.stepTo(scanned);
            String held = states.stream()
                    .filter(state -> !state.done())
                    .map(Segments.Progress::note)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .map(note -> ", " + note)
                    .orElse("");
            bar.setExtraMessage(
                    " lag " + Duration.ofMillis(lagMillis.getAsLong()).toSeconds() + " s" + held);
        }

        /** Shows the last state and ends the display. */
        public void end() {
            poller.cancel();
            poll();
            bar.close();
        }
    }
}

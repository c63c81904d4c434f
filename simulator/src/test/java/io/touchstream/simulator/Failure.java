package io.touchstream.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Tells of a run that failed: its seed, and the shortest trace that fails in the same way. */
final class Failure {
    private static final Path FOLDER = Path.of("target", "simulator");

    private Failure() {}

    /** Returns why a run of these draws fails; null where it does not. */
    static Throwable of(Choices choices, Scenario scenario, List<String> trace) {
        try {
            Simulation.run(choices, scenario, trace);
            return null;
        } catch (IllegalStateException failed) {
            return failed.getCause() == null ? failed : failed.getCause();
        } catch (Violation violation) {
            return violation;
        }
    }

    /** Returns the smallest draws that fail in the same way as a seed, by a trace that is not longer. */
    static int[] shrunk(long seed, Scenario scenario) {
        Choices choices = Choices.of(seed);
        List<String> whole = new ArrayList<>();
        String kind = kind(of(choices, scenario, whole));
        // Fewer draws may make a longer run: what nobody draws any more, a rewind's end for one, comes later.
        AtomicInteger shortest = new AtomicInteger(whole.size());
        return Shrinker.shrink(choices.drawn(), draws -> {
            List<String> trace = new ArrayList<>();
            Throwable failure = of(Choices.replay(draws), scenario, trace);
            boolean less = failure != null && kind(failure).equals(kind) && trace.size() <= shortest.get();
            if (less) {
                shortest.set(trace.size());
            }
            return less;
        });
    }

    /** Writes what it takes to see a failure again, and returns it as an error. */
    static AssertionError report(long seed, Scenario scenario) {
        int[] draws = shrunk(seed, scenario);
        List<String> trace = new ArrayList<>();
        Throwable failure = of(Choices.replay(draws), scenario, trace);
        String text = Arrays.stream(draws).mapToObj(Integer::toString).collect(Collectors.joining(","));
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve("seed-" + seed + ".choices"), text);
            Files.write(FOLDER.resolve("seed-" + seed + ".trace"), trace);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        String message =
                "%s%nagain: -Dsimulator.aim=%s -Dsimulator.seed=%d%nshrunk to %d draws: -Dsimulator.choices=%s%n%s"
                        .formatted(
                                failure,
                                scenario.aim(),
                                seed,
                                draws.length,
                                FOLDER.resolve("seed-" + seed + ".choices"),
                                String.join("\n", trace));
        return new AssertionError(message, failure);
    }

    private static String kind(Throwable failure) {
        String text = String.valueOf(failure);
        int details = text.indexOf(':', text.indexOf(':') + 1);
        return details < 0 ? text : text.substring(0, details);
    }
}

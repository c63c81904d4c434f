package io.touchstream.local.stream;

import io.touchstream.local.Backoff;
import io.touchstream.local.Pause;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Holds what tests replace: time, waiting and chance. */
record Surroundings(Clock clock, Pause pause, RandomGenerator random, Backoff backoff) {
    static Surroundings real() {
        return new Surroundings(
                Clock.systemUTC(),
                Pause.REAL,
                RandomGenerator.getDefault(),
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10)));
    }
}

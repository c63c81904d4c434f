package io.touchstream.operator.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.operator.procedure.Stop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ReadPaceTest {
    private final ManualClock clock = new ManualClock();
    private final Stop stop = new Stop();

    @Test
    void await_afterReads_waitsUntilTheyArePaidFor() throws InterruptedException {
        ReadPace pace = new ReadPace(100, clock, clock::advance);
        pace.await(stop);
        assertThat(clock.elapsed()).isZero();
        pace.consumed(250);

        pace.await(stop);

        assertThat(clock.elapsed()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void await_withoutALimit_neverWaits() throws InterruptedException {
        ReadPace pace = new ReadPace(0, clock, clock::advance);
        pace.consumed(1_000_000);

        pace.await(stop);

        assertThat(clock.elapsed()).isZero();
    }

    @Test
    void await_onceTheEndIsAskedFor_returnsAtOnce() throws InterruptedException {
        ReadPace pace = new ReadPace(1, clock, duration -> {
            clock.advance(duration);
            stop.ask();
        });
        pace.consumed(1000);

        pace.await(stop);

        assertThat(clock.elapsed()).isLessThan(Duration.ofSeconds(1));
    }

    /** Time that passes by waiting only. */
    private static final class ManualClock extends Clock {
        private Instant now = Instant.EPOCH;

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        Duration elapsed() {
            return Duration.between(Instant.EPOCH, now);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}

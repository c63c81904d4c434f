package io.touchstream.touch.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
    private static final Offset<Double> A_LITTLE = within(0.001);

    private final TokenBucket bucket = new TokenBucket(START);

    @Test
    void reserve_noLimit_neverWaits() {
        assertThat(bucket.reserve(1_000_000, START)).isZero();
    }

    @Test
    void reserve_beyondLimit_waitsForItsTurn() {
        bucket.limit(100, START);

        assertThat(bucket.reserve(50, START)).isEqualTo(Duration.ofMillis(500));
        assertThat(bucket.reserve(100, START)).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void reserve_afterIdleHour_hasOneSecondsWorthSaved() {
        bucket.limit(100, START);
        Instant later = START.plus(Duration.ofHours(1));

        assertThat(bucket.reserve(100, later)).isZero();
        assertThat(bucket.reserve(100, later)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void consumed_moreThanReserved_isWaitedOut() {
        bucket.limit(100, START);
        bucket.reserve(1, START);
        bucket.consumed(51, 1, START);

        assertThat(bucket.reserve(49, START)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void cut_once_halvesTheRate() {
        bucket.limit(100, START);
        bucket.cut(START);

        assertThat(bucket.rate()).isEqualTo(50);
    }

    @Test
    void cut_burstWithinOneSecond_halvesOnce() {
        bucket.limit(100, START);
        bucket.cut(START);
        bucket.cut(START.plusMillis(1));
        bucket.cut(START.plusMillis(500));

        assertThat(bucket.rate()).isBetween(50.0, 53.0);
        bucket.cut(START.plusSeconds(1));
        assertThat(bucket.rate()).isCloseTo(27.5, A_LITTLE);
    }

    @Test
    void cut_noLimit_startsFromTheObservedRate() {
        Instant now = START;
        for (int tenth = 0; tenth < 300; tenth++) {
            now = now.plusMillis(100);
            bucket.consumed(20, 20, now);
        }
        bucket.cut(now);

        assertThat(bucket.rate()).isBetween(90.0, 110.0);
    }

    @Test
    void cut_noLimit_recoversByATwentiethOfTheRate() {
        bucket.consumed(1000, 1000, START);
        bucket.cut(START);
        double cut = bucket.rate();
        bucket.reserve(0, START.plusSeconds(1));

        assertThat(cut).isCloseTo(100, A_LITTLE);
        assertThat(bucket.rate()).isCloseTo(105, A_LITTLE);
    }

    @Test
    void limit_changed_keepsWhatTheFormerOneGaveUntilThen() {
        bucket.limit(100, START);
        bucket.reserve(100, START);
        bucket.limit(10, START.plusSeconds(1));

        assertThat(bucket.reserve(10, START.plusSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void cut_again_neverStops() {
        bucket.limit(2, START);
        for (int second = 0; second < 100; second++) {
            bucket.cut(START.plusSeconds(second));
        }

        assertThat(bucket.rate()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void reserve_afterCut_recoversByAddition() {
        bucket.limit(100, START);
        bucket.cut(START);
        bucket.reserve(0, START.plusSeconds(4));
        assertThat(bucket.rate()).isCloseTo(70, A_LITTLE);

        bucket.reserve(0, START.plusSeconds(60));
        assertThat(bucket.rate()).isEqualTo(100);
    }

    @Test
    void limit_changed_holdsFromNowOn() {
        bucket.limit(100, START);
        bucket.limit(10, START);
        assertThat(bucket.reserve(10, START)).isEqualTo(Duration.ofSeconds(1));

        bucket.limit(Double.POSITIVE_INFINITY, START);
        assertThat(bucket.reserve(1000, START)).isZero();
    }
}

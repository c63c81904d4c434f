package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-27T08:00:00Z");

    @Test
    void mayHaveEnded_settledAnHourLessThanADayAgo_isTrue() {
        Duration limit = Duration.ofHours(23);

        assertThat(Retention.mayHaveEnded(NOW.minus(limit), NOW)).isTrue();
        assertThat(Retention.mayHaveEnded(NOW.minus(limit).plusMillis(1), NOW)).isFalse();
        assertThat(Retention.isNearlyOver(limit)).isTrue();
        assertThat(Retention.isNearlyOver(limit.minusMillis(1))).isFalse();
    }
}

package io.touchstream.sync.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteSettingsTest {
    private static final Duration FIRST = Duration.ofMillis(1);

    @Test
    void construct_least_isTaken() {
        assertThat(new WriteSettings(1, 2, 1, FIRST).collisionRounds()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"0, 2, 1", "1, 1, 1", "1, 2, 2", "1, 2, 0"})
    void construct_lessThanTheLeast_isRefused(int concurrency, int collisionRounds, int togetherRounds) {
        assertThatThrownBy(() -> new WriteSettings(concurrency, collisionRounds, togetherRounds, FIRST))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "10, 512", "11, 1024", "12, 1024", "100, 1024"})
    void pauseBefore_furtherRounds_doublesTenTimes(int round, long millis) {
        assertThat(new WriteSettings(1, 2, 1, FIRST).pauseBefore(round)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void counts_none_areAbsent() {
        Counts counts = new Counts();
        counts.add(Outcome.STALE, 0);
        counts.add(Outcome.WRITTEN, 2);
        counts.add(Outcome.WRITTEN);

        assertThat(counts.snapshot()).containsExactly(Map.entry("written", 3L));
    }
}

package io.touchstream.local.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventSourceMappingSettingsTest {
    private static final EventSourceMappingSettings DEFAULTS = EventSourceMappingSettings.defaults();

    @Test
    void defaults_always_areAwsDefaults() {
        assertThat(DEFAULTS)
                .isEqualTo(new EventSourceMappingSettings(
                        100,
                        Duration.ZERO,
                        1,
                        -1,
                        -1,
                        false,
                        true,
                        Duration.ofMinutes(1),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10_001})
    void batchSize_outsideAwsLimits_isRefused(int size) {
        assertThatThrownBy(() -> DEFAULTS.withBatchSize(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batchSize must be from 1 to 10000, not " + size);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11})
    void parallelizationFactor_outsideAwsLimits_isRefused(int factor) {
        assertThatThrownBy(() -> DEFAULTS.withParallelizationFactor(factor))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void maximumBatchingWindow_overFiveMinutes_isRefused() {
        assertThatThrownBy(() -> DEFAULTS.withMaximumBatchingWindow(Duration.ofSeconds(301)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 0, 59, 604_801})
    void maximumRecordAge_outsideAwsLimits_isRefused(int age) {
        assertThatThrownBy(() -> DEFAULTS.withRetries(-1, age, false)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 10_001})
    void maximumRetryAttempts_outsideAwsLimits_isRefused(int attempts) {
        assertThatThrownBy(() -> DEFAULTS.withRetries(attempts, -1, false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package io.touchstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class LambdaContextTest {
    @Test
    void getRemainingTimeInMillis_timePasses_countsDownToZero() {
        Instant start = Instant.parse("2026-11-20T00:00:00Z");
        Clock clock = Mockito.mock(Clock.class);
        Mockito.when(clock.instant()).thenReturn(start, start, start.plusMillis(400), start.plusSeconds(5));

        LambdaContext context = new LambdaContext("sync", Duration.ofSeconds(1), clock);

        assertThat(context.getRemainingTimeInMillis()).isEqualTo(1_000);
        assertThat(context.getRemainingTimeInMillis()).isEqualTo(600);
        assertThat(context.getRemainingTimeInMillis()).isZero();
    }

    @Test
    void getAwsRequestId_twoInvocations_differ() {
        Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

        assertThat(new LambdaContext("sync", Duration.ofSeconds(1), clock).getAwsRequestId())
                .isNotEqualTo(new LambdaContext("sync", Duration.ofSeconds(1), clock).getAwsRequestId());
    }

    @Test
    void delay_manyRetries_growsToItsLimitWithJitter() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
        Random random = new Random(1);

        assertThat(backoff.delay(1, random)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
        assertThat(backoff.delay(3, random)).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
        assertThat(backoff.delay(1_000, random)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(random.ints(20).mapToObj(retry -> backoff.delay(9, random)).distinct())
                .hasSizeGreaterThan(5);
    }
}

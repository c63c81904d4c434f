package io.touchstream.touch.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.touch.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

class DeadlineTest {
    private final VirtualTime time = new VirtualTime();
    private final Deadline deadline = new Deadline(VirtualTime.START.plusSeconds(11), time, time);

    @Test
    void left_reserve_isKeptBack() throws OutOfTimeException {
        assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(10));
        time.sleep(Duration.ofSeconds(10));

        assertThatThrownBy(deadline::left).isInstanceOf(OutOfTimeException.class);
        time.sleep(Duration.ofSeconds(10));
        assertThatThrownBy(deadline::left).isInstanceOf(OutOfTimeException.class);
    }

    @Test
    void allows_upToTheEnd_isTrue() {
        assertThat(deadline.allows(Duration.ofSeconds(10))).isTrue();
        assertThat(deadline.allows(Duration.ofMillis(10_001))).isFalse();
    }

    @Test
    void pause_timeAllowsIt_waits() throws OutOfTimeException {
        deadline.pause(Duration.ofSeconds(10));

        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void pause_timeDoesNotAllowIt_isRefusedAtOnce() {
        assertThatThrownBy(() -> deadline.pause(Duration.ofSeconds(11))).isInstanceOf(OutOfTimeException.class);
        assertThat(time.passed()).isZero();
    }

    @Test
    void pause_interrupted_isOutOfTimeAndStaysInterrupted() {
        Deadline interrupted = new Deadline(VirtualTime.START.plusSeconds(11), time, duration -> {
            throw new InterruptedException();
        });

        assertThatThrownBy(() -> interrupted.pause(Duration.ofSeconds(1))).isInstanceOf(OutOfTimeException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void within_request_hasTheTimeThatIsLeft() throws OutOfTimeException {
        time.sleep(Duration.ofSeconds(4));

        Duration limit =
                deadline.within(configuration -> configuration.apiCallTimeout().orElseThrow());
        assertThat(limit).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void within_requestThatTakesAllTime_isOutOfTime() {
        assertThatThrownBy(() -> deadline.within(configuration -> {
                    throw ApiCallTimeoutException.create(1);
                }))
                .isInstanceOf(OutOfTimeException.class);
    }
}

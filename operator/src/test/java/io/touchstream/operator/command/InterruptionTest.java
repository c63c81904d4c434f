package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InterruptionTest {
    @Test
    void interrupted_commandThatTakesSomethingBack_isGivenMoreThanOneStep() throws Exception {
        CompletableFuture<Void> hook;
        try (Interruption interruption = new Interruption(Duration.ofMillis(10))) {
            hook = CompletableFuture.runAsync(interruption::interrupted);
            Thread.sleep(200);
            assertThat(interruption.stop().isAsked()).isTrue();
            assertThat(hook).isNotDone();
        }

        hook.get(1, TimeUnit.MINUTES);
    }
}

package io.touchstream.operator.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.operator.ManualTime;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.service.FakeMappings;
import io.touchstream.protocol.control.Directions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeployedSyncTest {
    private final ManualTime time = new ManualTime();
    private final Instant began = time.instant();

    @Test
    void run_reverse_switchesOffBeforeOnAndOutlastsTheLastInvocation() throws InterruptedException {
        FakeMappings mappings = new FakeMappings(time::instant, Map.of("f", "Enabled", "r", "Disabled"));

        assertThat(sync(mappings).run(Directions.REVERSE, new Stop())).isTrue();

        assertThat(mappings.switches).containsExactly("f=false", "r=true");
        assertThat(mappings.state("f").isDisabled()).isTrue();
        assertThat(mappings.state("r").isEnabled()).isTrue();
        // An invocation that was given up may write for as long as its function may take.
        assertThat(Duration.between(began, mappings.state("r").since()))
                .isGreaterThanOrEqualTo(mappings.longestInvocation);
        assertThat(time.said()).contains("when the last invocation of event source mapping f is over");
    }

    @Test
    void run_asItIs_switchesNothing() throws InterruptedException {
        FakeMappings mappings = new FakeMappings(time::instant, Map.of("f", "Enabled", "r", "Disabled"));

        assertThat(sync(mappings).run(Directions.FORWARD, new Stop())).isTrue();

        assertThat(mappings.switches).isEmpty();
        assertThat(time.instant()).isEqualTo(began);
    }

    @Test
    void runAnew_asItIs_outlastsEveryInvocationThatBeganBefore() throws InterruptedException {
        FakeMappings mappings = new FakeMappings(time::instant, Map.of("f", "Enabled", "r", "Disabled"));

        assertThat(sync(mappings).runAnew(Directions.BOTH, new Stop())).isTrue();

        assertThat(mappings.switches).containsExactly("r=true");
        assertThat(Duration.between(began, time.instant())).isGreaterThanOrEqualTo(mappings.longestInvocation);
        assertThat(time.said()).contains("when each invocation begun before of event source mapping f is over");
    }

    @Test
    void run_whileItIsBeingSwitched_waitsBeforeItAsks() throws InterruptedException {
        FakeMappings mappings = new FakeMappings(time::instant, Map.of("f", "Disabling", "r", "Disabled"));

        assertThat(sync(mappings).run(Directions.FORWARD, new Stop())).isTrue();

        assertThat(mappings.switches).containsExactly("f=true");
        assertThat(mappings.state("f").isEnabled()).isTrue();
    }

    @Test
    void run_neverSettles_saysSo() {
        FakeMappings mappings = new FakeMappings(time::instant, Map.of("f", "Updating", "r", "Disabled"));

        assertThatThrownBy(() -> sync(mappings).run(Directions.NONE, new Stop()))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("event source mapping f is still Updating after 30 min");
    }

    @Test
    void run_endAskedFor_isNotTakenForDone() throws InterruptedException {
        FakeMappings mappings = new FakeMappings(time::instant, Map.of("f", "Enabled", "r", "Disabled"));
        Stop stop = new Stop();
        stop.ask();

        assertThat(sync(mappings).run(Directions.NONE, stop)).isFalse();
    }

    private DeployedSync sync(FakeMappings mappings) {
        return new DeployedSync(mappings, List.of("f"), List.of("r"), time.waiting(new Stop()));
    }
}

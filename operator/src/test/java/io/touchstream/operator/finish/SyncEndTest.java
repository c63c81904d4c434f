package io.touchstream.operator.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.touchstream.operator.ManualTime;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.Stack;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Mappings;
import io.touchstream.operator.service.Mappings.Mapping;
import io.touchstream.operator.service.Services;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Switching the mappings of a stack off, with a fake for Lambda. */
class SyncEndTest {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final ManualTime time = new ManualTime();
    private final Deployment deployment = mock();
    private final Mappings mappings = mock();
    private final Services services = new Services() {
        @Override
        public Optional<Mappings> mappings() {
            return Optional.of(mappings);
        }
    };

    @Test
    void pause_mappingThatIsOffSinceNow_waitsUntilItsLastInvocationIsOver() throws InterruptedException {
        Instant off = time.instant();
        when(deployment.stack())
                .thenReturn(new Stack(
                        "s",
                        "s",
                        "m",
                        "c",
                        "arn",
                        List.of("sync"),
                        Map.of(),
                        Map.of("New", "id"),
                        List.of(),
                        List.of(),
                        "d",
                        false));
        when(mappings.find("id")).thenReturn(new Mapping("Disabled", off));
        when(mappings.longestInvocation("id")).thenReturn(LONGEST);
        Waits waits = new Waits(new Progress(System.err, false), time, time);

        assertThat(new SyncEnd(mock(Workspace.class), Optional.of(deployment), services, waits).pause(new Stop()))
                .isTrue();

        assertThat(time.instant()).isEqualTo(off.plus(LONGEST));
    }
}

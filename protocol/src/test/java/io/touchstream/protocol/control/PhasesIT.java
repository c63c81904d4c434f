package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.protocol.control.PhaseState.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PhasesIT {
    private static final Instant AT = Instant.parse("2026-11-27T08:00:00Z");
    private static final int OPERATORS = 8;

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    private final ControlTable control = new ControlTable(database.client(), "phases-" + UUID.randomUUID());
    private final Phases phases = new Phases(control);

    @BeforeEach
    void create() {
        database.client().createTable(ControlTable.creation(control.name()));
    }

    @Test
    void state_ofATableWithoutTheRow_isCreatedAndNotRecorded() {
        assertThat(phases.state().phase()).isEqualTo(Phase.CREATED);
        assertThat(phases.state().isRecorded()).isFalse();
    }

    @Test
    void advance_step_isRecordedWithWhoAndWhen() {
        assertThat(phases.advance(Phase.CREATED, Phase.SYNCHRONISING, "ada@host", AT))
                .isTrue();

        assertThat(phases.state()).isEqualTo(new PhaseState(Phase.SYNCHRONISING, AT, "ada@host", null, Map.of()));
    }

    @Test
    void advance_fromAPhaseThatWasLeft_isRefused() {
        phases.advance(Phase.CREATED, Phase.SYNCHRONISING, "ada@host", AT);
        phases.advance(Phase.SYNCHRONISING, Phase.TOUCHING, "ada@host", AT);

        assertThat(phases.advance(Phase.SYNCHRONISING, Phase.CANCELLED, "bob@host", AT))
                .isFalse();
        assertThat(phases.advance(Phase.CREATED, Phase.CANCELLED, "bob@host", AT))
                .isFalse();
        assertThat(phases.state().phase()).isEqualTo(Phase.TOUCHING);
    }

    @Test
    void advance_whereNoStepLeads_isAnError() {
        assertThatThrownBy(() -> phases.advance(Phase.CREATED, Phase.COMPLETED, "ada@host", AT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no step leads from phase created to completed");
    }

    @Test
    void advance_sentAgainAfterItsAnswerWasLost_isTrue() {
        phases.advance(Phase.CREATED, Phase.SYNCHRONISING, "ada@host", AT);

        assertThat(phases.advance(Phase.CREATED, Phase.SYNCHRONISING, "ada@host", AT))
                .isTrue();
        assertThat(phases.advance(Phase.CREATED, Phase.SYNCHRONISING, "ada@host", AT.plusSeconds(1)))
                .isFalse();
        assertThat(phases.advance(Phase.CREATED, Phase.SYNCHRONISING, "bob@host", AT))
                .isFalse();
    }

    @Test
    void advance_ofManyOperatorsAtOnce_goesForOne() throws Exception {
        ExecutorService operators = Executors.newFixedThreadPool(OPERATORS);
        try {
            List<Callable<Boolean>> steps = IntStream.range(0, OPERATORS)
                    .<Callable<Boolean>>mapToObj(
                            number -> () -> phases.advance(Phase.CREATED, Phase.SYNCHRONISING, "operator" + number, AT))
                    .toList();
            int went = 0;
            for (Future<Boolean> step : operators.invokeAll(steps)) {
                went += step.get() ? 1 : 0;
            }
            assertThat(went).isEqualTo(1);
        } finally {
            operators.shutdown();
        }
    }

    @Test
    void remember_details_outliveThePhaseUntilTheyAreForgotten() {
        phases.advance(Phase.CREATED, Phase.SYNCHRONISING, "ada@host", AT, Map.of("a", "1", "b", "2"));
        assertThat(phases.remember(Phase.SYNCHRONISING, "a", "3")).isTrue();
        phases.advance(Phase.SYNCHRONISING, Phase.TOUCHING, "ada@host", AT);
        assertThat(phases.state().details()).isEqualTo(Map.of("a", "3", "b", "2"));

        assertThat(phases.forget(Phase.TOUCHING, "a")).isTrue();
        assertThat(phases.state().details()).isEqualTo(Map.of("b", "2"));
    }

    @Test
    void remember_duringAPhaseThatWasLeft_isRefused() {
        phases.advance(Phase.CREATED, Phase.SYNCHRONISING, "ada@host", AT, Map.of("a", "1"));

        assertThat(phases.remember(Phase.TOUCHING, "a", "2")).isFalse();
        assertThat(phases.forget(Phase.CREATED, "a")).isFalse();
        assertThat(phases.state().details()).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void fail_stepThatDidNotSucceed_isRememberedUntilOneDoes() {
        Failure failure = new Failure("no such table", "create it", AT);
        assertThat(phases.fail(Phase.CREATED, failure)).isTrue();
        assertThat(phases.state()).isEqualTo(new PhaseState(Phase.CREATED, null, null, failure, Map.of()));

        assertThat(phases.advance(Phase.CREATED, Phase.SYNCHRONISING, "ada@host", AT))
                .isTrue();
        assertThat(phases.state().failure()).isNull();

        assertThat(phases.fail(Phase.CREATED, failure)).isFalse();
        assertThat(phases.fail(Phase.SYNCHRONISING, failure)).isTrue();
        assertThat(phases.succeed(Phase.TOUCHING)).isFalse();
        assertThat(phases.state().failure()).isEqualTo(failure);
        assertThat(phases.succeed(Phase.SYNCHRONISING)).isTrue();
        assertThat(phases.state().failure()).isNull();
    }
}

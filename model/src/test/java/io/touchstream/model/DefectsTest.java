package io.touchstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way of breaking the protocol is found, by a short trace. */
class DefectsTest {
    private static final int SHORT = 30;

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"NONE", "SUPERSEDED_GOES_ON"})
    void explore_defect_isFound(Defect defect) {
        Scenario scenario = scenario(defect);
        Optional<Trace> trace =
                Exploration.of(scenario, defect, standard(defect)).violation();

        assertThat(trace).isPresent();
        assertThat(trace.orElseThrow().steps()).hasSizeLessThan(SHORT);
    }

    /** What the sound protocol is found with as well says nothing of a defect. */
    @ParameterizedTest
    @MethodSource("controls")
    void explore_soundProtocolWhereADefectIsSought_findsNothing(Control control) {
        assertThat(Exploration.of(control.scenario(), Defect.NONE, control.standard())
                        .violation())
                .isEmpty();
    }

    /** Only a late or lone delivery shows it, and these bring ghosts elsewhere in any case: so one place is watched. */
    @Test
    void explore_supersededGoesOn_leavesAnItemThatCameBackUnderItsOtherKeyToo() {
        Scenario scenario = Scenarios.replayedInSync();
        Property home = state -> Rest.isReached(state)
                        && state.source().cell(0).yields(0)
                        && Exactness.isRight(state, Side.SOURCE, 0)
                        && state.target().cell(1).isVisible()
                ? Optional.of("the item is back at its first key, and under the other one too")
                : Optional.empty();

        assertThat(Exploration.of(scenario, Defect.NONE, home, "back home").violation())
                .isEmpty();
        assertThat(Exploration.of(scenario, Defect.SUPERSEDED_GOES_ON, home, "back home")
                        .violation())
                .isPresent();
    }

    /** A scenario in which a defect is sought, and by what standard. */
    record Control(Scenario scenario, Standard standard) {
        static Control of(Defect defect) {
            return new Control(DefectsTest.scenario(defect), DefectsTest.standard(defect));
        }

        boolean isExploredAnyway() {
            return standard == Standard.EXACT
                    && Stream.concat(SoundProtocolTest.provenance(), SoundProtocolTest.ledger())
                            .anyMatch(scenario::equals);
        }
    }

    static Stream<Control> controls() {
        // That one's control is in its own test.
        return Arrays.stream(Defect.values())
                .filter(defect -> defect != Defect.SUPERSEDED_GOES_ON)
                .map(Control::of)
                .distinct()
                .filter(control -> !control.isExploredAnyway());
    }

    private static Standard standard(Defect defect) {
        return defect == Defect.PUT_WITHOUT_VERSION || defect == Defect.DELETE_WITHOUT_VERSION
                ? Standard.GHOSTS_APART
                : Standard.EXACT;
    }

    private static Scenario scenario(Defect defect) {
        return switch (defect) {
            case NONE, TOUCH_CREATES, TOKEN_REUSED, MARKER_ARRIVES, CURSOR_BEFORE_SETTLED -> Scenarios.touch();
            case TOUCH_BEFORE_CONSUMER -> Scenarios.streamFirst();
            case OLD_KEYS_STAY, FOLD_FORGETS_IMAGES, CHECKPOINT_BEFORE_SETTLED, FAILURE_ANSWERED_LATE ->
                Scenarios.manyChanges();
            case SUPERSEDED_LEAVES_OLD_KEYS -> Scenarios.longBatches();
            case MOVE_IN_TWO_REQUESTS -> Scenarios.reads();
            case PUT_WITHOUT_VERSION, DELETE_WITHOUT_VERSION, SUPERSEDED_GOES_ON -> Scenarios.replayedInSync();
            case COLLISION_OVERWRITES, DELETE_OF_ANOTHERS -> Scenarios.swaps();
            case OWNERSHIP_IGNORED -> Scenarios.gradual();
            case TOUCH_ALTERS -> Scenarios.touchesAfterUpdates();
            case QUARANTINE_FORGETS_KEYS, REFUSED_IS_DROPPED -> Scenarios.poison();
            case COPY_FORGETS_PENDING, COPY_WITHOUT_RECHECK, TAKE_BACK_WITHOUT_VERSION -> Scenarios.copy();
            case REPAIR_WITHOUT_VERSION -> Scenarios.repair();
            case SWITCH_BEFORE_DRAINED, ECHO_BY_PRESENCE -> Scenarios.fenced();
            case ECHO_NOT_RECOGNISED -> Scenarios.gradualReverse();
            case LEDGER_FORGETS_DELETES -> Scenarios.replayedInSync().with(Trait.LEDGER);
        };
    }
}

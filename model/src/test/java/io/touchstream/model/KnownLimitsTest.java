package io.touchstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.model.Action.Kind;
import org.junit.jupiter.api.Test;

/** What the protocol is known not to prevent: each schedule by name, and what mends or prevents it. */
class KnownLimitsTest {
    @Test
    void provenance_putThatLandsAfterALaterDelete_bringsTheItemBack() {
        Trace trace = counterexample(Scenarios.late());

        assertThat(trace.kinds()).contains(Kind.GIVE_UP, Kind.LAND);
        assertThat(trace.fault()).contains("ghost");
    }

    @Test
    void provenance_recordDeliveredAloneAfterALaterMoveOrDelete_bringsTheOldKeyBack() {
        Trace trace = counterexample(Scenarios.replayed());

        assertThat(trace.kinds()).containsAnyOf(Kind.REPLAY, Kind.ABANDON);
        assertThat(trace.fault()).contains("ghost");
    }

    @Test
    void provenance_copyThatLandsAfterItsCheck_bringsTheItemBack() {
        Trace trace = counterexample(Scenarios.lateCopies());

        assertThat(trace.kinds()).contains(Kind.COPY_LATE, Kind.LAND);
        assertThat(trace.fault()).contains("ghost");
    }

    @Test
    void provenance_lateRequests_leaveGhostsAndNothingElse() {
        assertThat(Exploration.of(Scenarios.late(), Defect.NONE, Standard.GHOSTS_APART)
                        .violation())
                .isEmpty();
    }

    @Test
    void provenance_loneRecords_leaveGhostsAndNothingElse() {
        assertThat(Exploration.of(Scenarios.replayed(), Defect.NONE, Standard.GHOSTS_APART)
                        .violation())
                .isEmpty();
    }

    @Test
    void provenance_loneRecordsThatCollide_leaveGhostsAndEntriesForTheRedriveAndNothingElse() {
        assertThat(Exploration.of(Scenarios.replayedCollisions(), Defect.NONE, Standard.GHOSTS_APART)
                        .violation())
                .isEmpty();
    }

    @Test
    void provenance_loneRecordsThatCollide_areMendedByVerifyAndRepair() {
        assertThat(Exploration.of(Scenarios.replayedCollisions(), Defect.NONE, Standard.MENDED)
                        .violation())
                .isEmpty();
    }

    @Test
    void provenance_lateRequests_areMendedByVerifyAndRepair() {
        assertThat(Exploration.of(Scenarios.late(), Defect.NONE, Standard.MENDED)
                        .violation())
                .isEmpty();
    }

    @Test
    void provenance_loneRecords_areMendedByVerifyAndRepair() {
        assertThat(Exploration.of(Scenarios.replayed(), Defect.NONE, Standard.MENDED)
                        .violation())
                .isEmpty();
    }

    @Test
    void provenance_lateCopies_areMendedByVerifyAndRepair() {
        assertThat(Exploration.of(Scenarios.lateCopies(), Defect.NONE, Standard.MENDED)
                        .violation())
                .isEmpty();
    }

    @Test
    void provenance_redeliveryAfterACrash_showsAnOldKeyForAWhile() {
        Trace trace = counterexample(Scenarios.readsDespiteCrash());

        assertThat(trace.kinds()).contains(Kind.CRASH);
        assertThat(trace.fault()).contains("both keys");
    }

    @Test
    void ledger_redeliveryAfterACrash_showsOneKeyThroughout() {
        assertThat(Exploration.of(Scenarios.readsDespiteCrash().with(Trait.LEDGER), Defect.NONE, Standard.EXACT)
                        .violation())
                .isEmpty();
    }

    @Test
    void gradualCutOver_withoutInterceptor_losesTheApplicationsUpdateOrDelete() {
        Trace trace = counterexample(Scenarios.gradualWithoutInterceptor());

        assertThat(trace.kinds()).containsAnyOf(Kind.TARGET_UPDATE, Kind.TARGET_DELETE);
        assertThat(trace.fault()).contains("application's write to the target");
    }

    @Test
    void ledger_gradualCutOverWithoutInterceptor_losesTheApplicationsUpdateOrDeleteAsWell() {
        counterexample(Scenarios.gradualWithoutInterceptor().with(Trait.LEDGER));
    }

    private static Trace counterexample(Scenario scenario) {
        return Exploration.of(scenario, Defect.NONE, Standard.EXACT)
                .violation()
                .orElseThrow(() -> new AssertionError("the schedule that is known was not found"));
    }
}

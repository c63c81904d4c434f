package io.touchstream.simulator;

import io.touchstream.simulator.Traffic.Change;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Steers runs: at everything, or at the one kind of trouble in which a defect would show. */
@SuppressWarnings("ImmutableEnumChecker")
enum Aim {
    /** Whatever can go wrong does, rarely. */
    EVERYTHING(Setting::draw),
    /** Items are deleted and moved while slow jobs touch them. */
    SLOW_TOUCHES(choices -> new Setting(
            Profile.PLAIN,
            new Traffic(8, 24, 20 + choices.next(20), List.of(Change.PUT, Change.MOVE, Change.DELETE, Change.DELETE)),
            new Disturbance(Map.of(), Map.of(Fault.SLOW_CALL, 300), Map.of(), 0),
            Pace.QUICK)),
    /** More items than target keys: they collide, and take over keys from one another. */
    FEW_KEYS(choices -> new Setting(
            Profile.PLAIN,
            new Traffic(
                    4,
                    2,
                    10 + choices.next(20),
                    List.of(Change.PUT, Change.MOVE, Change.MOVE, Change.SWAP, Change.DELETE)),
            Disturbance.NONE,
            Pace.draw(choices))),
    /** Items move again and again between keys of their own, and readers look after every request. */
    MOVES(choices -> new Setting(
            Profile.PLAIN,
            new Traffic(3, 24, 10 + choices.next(30), List.of(Change.UPDATE, Change.MOVE, Change.MOVE), true),
            Disturbance.NONE,
            Pace.draw(choices))),
    /** The same with the ledger, under which batches may come again. */
    MOVES_WITH_LEDGER(choices -> new Setting(
            Profile.PLAIN_WITH_LEDGER,
            new Traffic(3, 24, 10 + choices.next(30), List.of(Change.UPDATE, Change.MOVE, Change.MOVE), true),
            new Disturbance(
                    Map.of(Fault.DEATH_BEFORE_A_CALL, 10, Fault.DEATH_AFTER_A_CALL, 10),
                    Map.of(),
                    Map.of(Fault.DUPLICATE_BATCH, 8, Fault.REWIND, 8),
                    0),
            Pace.draw(choices))),
    /** Items that carry the first touch's marker change while records are lost: a second touch has to show what is missing. */
    OUTAGES(choices -> new Setting(
            Profile.OUTAGE,
            new Traffic(6, 24, 20 + choices.next(30), List.of(Change.UPDATE, Change.MOVE, Change.MOVE), true),
            Disturbance.NONE,
            Pace.draw(choices))),
    /** Records of few items that change again and again are delivered once more, alone, after later ones. */
    OLD_RECORDS(choices -> new Setting(
            Profile.LATE,
            new Traffic(
                    1 + choices.next(2),
                    2 + choices.next(3),
                    8 + choices.next(16),
                    List.of(Change.PUT, Change.UPDATE, Change.MOVE, Change.MOVE)),
            new Disturbance(Map.of(), Map.of(), Map.of(Fault.STRAY_RECORD, 4), 8),
            Pace.draw(choices))),
    /** The same with the ledger, under which nothing at all may come of it, nor of requests that land late. */
    OLD_RECORDS_WITH_LEDGER(choices -> new Setting(
            Profile.LATE_WITH_LEDGER,
            new Traffic(
                    1 + choices.next(2),
                    2 + choices.next(3),
                    8 + choices.next(16),
                    List.of(Change.PUT, Change.UPDATE, Change.MOVE, Change.DELETE, Change.DELETE)),
            new Disturbance(
                    Map.of(Fault.ATTEMPT_LANDS_LATER, 20, Fault.CALL_LANDS_LATER, 20, Fault.DEATH_CALL_LANDS_LATER, 20),
                    Map.of(),
                    Map.of(Fault.STRAY_RECORD, 4),
                    8),
            Pace.draw(choices))),
    /** Jobs die amid pages of many items that hardly change. */
    DYING_JOBS(choices -> new Setting(
            Profile.PLAIN,
            new Traffic(12, 24, choices.next(4), List.of(Change.UPDATE, Change.MOVE)),
            new Disturbance(Map.of(), Map.of(Fault.DEATH_BEFORE_A_CALL, 40, Fault.DEATH_AFTER_A_CALL, 40), Map.of(), 0),
            Pace.draw(choices))),
    /** Copies are slow, and die before their check, while their items are moved and deleted, and sync is quick. */
    DYING_COPIES(choices -> new Setting(
            Profile.COPYING,
            new Traffic(8, 24, 20 + choices.next(20), List.of(Change.PUT, Change.MOVE, Change.MOVE, Change.DELETE)),
            new Disturbance(
                    Map.of(),
                    Map.of(Fault.SLOW_CALL, 200, Fault.DEATH_BEFORE_A_CALL, 40, Fault.DEATH_AFTER_A_CALL, 40),
                    Map.of(),
                    0),
            Pace.QUICK)),
    /** As everything, but the operator redrives amid it, and removes the markers while things go wrong. */
    HURRY(Setting::drawHurrying),
    /** As everything; then the application moves to the target, and its changes flow back. */
    WAY_BACK(Setting::drawMoving),
    /** After a migration of a few items, sync is slow and dies while the application moves them again and again in the target. */
    MOVES_BACK(choices -> new Setting(
            Profile.MOVING,
            new Traffic(
                    3,
                    6,
                    8 + choices.next(24),
                    List.of(Change.PUT, Change.UPDATE, Change.MOVE, Change.MOVE, Change.SWAP, Change.DELETE)),
            new Disturbance(
                    Map.of(Fault.SLOW_CALL, 100, Fault.DEATH_BEFORE_A_CALL, 10, Fault.DEATH_AFTER_A_CALL, 10),
                    Map.of(),
                    Map.of(Fault.DUPLICATE_BATCH, 8, Fault.REWIND, 8),
                    0),
            Pace.draw(choices))),
    /** Items move in the target; where they were and where they are is told side by side, and requests land late. */
    RACES_BACK(choices -> new Setting(
            Profile.MOVING_LATE,
            new Traffic(6, 24, 4 + choices.next(8), List.of(Change.MOVE)),
            new Disturbance(
                    Map.of(Fault.ATTEMPT_LANDS_LATER, 150, Fault.DEATH_CALL_LANDS_LATER, 50), Map.of(), Map.of(), 0),
            new Pace(2, false, 2, false))),
    /** Few items change again and again in the target, and records come once more, alone, after later ones. */
    OLD_RECORDS_BACK(choices -> new Setting(
            Profile.MOVING_LATE,
            new Traffic(
                    1 + choices.next(2),
                    2 + choices.next(3),
                    8 + choices.next(16),
                    List.of(Change.PUT, Change.UPDATE, Change.UPDATE, Change.MOVE)),
            new Disturbance(Map.of(), Map.of(), Map.of(Fault.STRAY_RECORD, 4), 8),
            Pace.draw(choices)));

    private final Function<Choices, Setting> setting;

    Aim(Function<Choices, Setting> setting) {
        this.setting = setting;
    }

    Setting draw(Choices choices) {
        return setting.apply(choices);
    }
}

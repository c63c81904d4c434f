package io.touchstream.simulator;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Says what goes wrong, and how often.
 *
 * @param ofSync of a thousand calls of the sync function, how many meet each fault
 * @param ofJobs the same for the touch function and the operator
 * @param ofDeliveries once in how many batches each fault of a delivery happens; a fault that is not named never does
 * @param replays how many old records at most each lane delivers again once everything is settled
 */
record Disturbance(
        Map<Fault, Integer> ofSync, Map<Fault, Integer> ofJobs, Map<Fault, Integer> ofDeliveries, int replays) {
    /** Nothing goes wrong. */
    static final Disturbance NONE = new Disturbance(Map.of(), Map.of(), Map.of(), 0);

    private static final List<Fault> COMMON = List.of(
            Fault.DEATH_BEFORE_A_CALL,
            Fault.DEATH_AFTER_A_CALL,
            Fault.SLOW_CALL,
            Fault.ATTEMPT_LOST,
            Fault.ATTEMPT_APPLIED,
            Fault.CALL_LOST,
            Fault.CALL_APPLIED,
            Fault.SERVER_FAULT,
            Fault.THROTTLE,
            Fault.TRANSACTION_CONFLICT,
            Fault.UNPROCESSED_KEYS);
    private static final int MOST_INTENSE = 4;
    private static final int MOST_REPLAYS = 3;

    Disturbance {
        // Kept in their own order: a draw means the same fault in every process.
        ofSync = ordered(ofSync);
        ofJobs = ordered(ofJobs);
        ofDeliveries = ordered(ofDeliveries);
    }

    static Disturbance draw(Choices choices, boolean late) {
        int often = 2 * choices.next(MOST_INTENSE);
        Map<Fault, Integer> ofCalls = new EnumMap<>(Fault.class);
        COMMON.forEach(fault -> ofCalls.put(fault, often));
        Map<Fault, Integer> ofDeliveries = new EnumMap<>(Map.of(Fault.DUPLICATE_BATCH, 40, Fault.REWIND, 60));
        if (late) {
            ofCalls.put(Fault.ATTEMPT_LANDS_LATER, 2 * often);
            ofCalls.put(Fault.CALL_LANDS_LATER, often);
            ofCalls.put(Fault.DEATH_CALL_LANDS_LATER, often);
            ofDeliveries.put(Fault.STRAY_RECORD, 30);
        }
        return new Disturbance(ofCalls, ofCalls, ofDeliveries, late ? MOST_REPLAYS : 0);
    }

    private static Map<Fault, Integer> ordered(Map<Fault, Integer> rates) {
        Map<Fault, Integer> ordered = new EnumMap<>(Fault.class);
        ordered.putAll(rates);
        return ordered;
    }
}

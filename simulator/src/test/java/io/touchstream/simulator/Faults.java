package io.touchstream.simulator;

import java.util.EnumMap;
import java.util.Map;

/** Decides which faults happen, and counts them. */
final class Faults {
    private static final int CALLS = 1000;

    private final Choices choices;
    private final Disturbance disturbance;
    private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
    private boolean off;

    Faults(Choices choices, Disturbance disturbance) {
        this.choices = choices;
        this.disturbance = disturbance;
    }

    /** No more faults, from now on. */
    void off() {
        off = true;
    }

    /** Faults happen again. */
    void on() {
        off = false;
    }

    boolean areOff() {
        return off;
    }

    /** Draws the fault of one call; null for none. */
    Fault ofCall(Role role) {
        if (off) {
            return null;
        }
        int draw = choices.next(CALLS);
        int from = CALLS;
        Map<Fault, Integer> rates = role == Role.SYNC ? disturbance.ofSync() : disturbance.ofJobs();
        for (Map.Entry<Fault, Integer> fault : rates.entrySet()) {
            from -= fault.getValue();
            if (draw >= from) {
                return fault.getKey();
            }
        }
        return null;
    }

    /** Draws whether a fault of a delivery happens, and counts it. */
    boolean ofDelivery(Fault fault) {
        return happens(fault, disturbance.ofDeliveries().getOrDefault(fault, 0));
    }

    /** Draws whether another fault happens, once in so many times, and counts it. */
    boolean happens(Fault fault, int oneIn) {
        if (off || !choices.oneIn(oneIn)) {
            return false;
        }
        count(fault);
        return true;
    }

    void count(Fault fault) {
        counts.merge(fault, 1L, Long::sum);
    }

    Map<Fault, Long> counts() {
        return counts;
    }
}

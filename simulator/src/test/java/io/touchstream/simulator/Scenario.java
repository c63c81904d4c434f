package io.touchstream.simulator;

import io.touchstream.simulator.SimulatedClient.Defect;

/** Says where runs are steered, and what is wrong with the protocol in them. */
record Scenario(Aim aim, Defect defect) {
    /** The protocol as it is, and whatever can go wrong. */
    static final Scenario SOUND = of(Aim.EVERYTHING);

    /** The protocol as it is, steered. */
    static Scenario of(Aim aim) {
        return new Scenario(aim, Defect.NONE);
    }
}

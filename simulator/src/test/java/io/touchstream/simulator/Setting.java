package io.touchstream.simulator;

/** Says how a run goes: what kind it is, what the application does, what goes wrong, and who is quick. */
record Setting(Profile profile, Traffic traffic, Disturbance disturbance, Pace pace) {
    static Setting draw(Choices choices) {
        return draw(choices, Profile.draw(choices));
    }

    /** Draws a run after which the application moves. */
    static Setting drawMoving(Choices choices) {
        return draw(choices, Profile.drawMoving(choices));
    }

    /** Draws a run whose operator does not wait for rest. */
    static Setting drawHurrying(Choices choices) {
        return draw(choices, Profile.drawHurrying(choices));
    }

    private static Setting draw(Choices choices, Profile profile) {
        return new Setting(
                profile, Traffic.draw(choices), Disturbance.draw(choices, profile.late()), Pace.draw(choices));
    }
}

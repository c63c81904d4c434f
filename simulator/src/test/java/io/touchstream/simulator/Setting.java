package io.touchstream.simulator;

/** Says how a run goes: what kind it is, what the application does, what goes wrong, and who is quick. */
record Setting(Profile profile, Traffic traffic, Disturbance disturbance, Pace pace) {
    static Setting draw(Choices choices) {
        Profile profile = Profile.draw(choices);
        return new Setting(
                profile, Traffic.draw(choices), Disturbance.draw(choices, profile.late()), Pace.draw(choices));
    }
}

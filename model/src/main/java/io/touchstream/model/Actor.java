package io.touchstream.model;

/** Does one part of the work. */
interface Actor {
    /** Adds the steps that it may take in a state. */
    void act(State state, Steps steps);
}

package io.touchstream.model;

import java.util.Optional;

/** Says what is to hold in every state. */
@FunctionalInterface
interface Property {
    /** Returns what is wrong with a state. */
    Optional<String> fault(State state);
}

package io.touchstream.operator.service;

import java.time.Duration;
import java.time.Instant;

/** Switches event source mappings on and off, and says how they stand. Switching goes on from the checkpoint. */
public interface Mappings {
    /**
     * Says how a mapping stands.
     *
     * @param state in Lambda's words, such as {@code Enabled} or {@code Disabling}
     * @param since when it last changed
     */
    record Mapping(String state, Instant since) {
        static final String ENABLED = "Enabled";
        static final String DISABLED = "Disabled";

        /** Tells whether it reads its stream. */
        public boolean isEnabled() {
            return state.equals(ENABLED);
        }

        /** Tells whether it invokes nothing any more. What it invoked before may still be under way. */
        public boolean isDisabled() {
            return state.equals(DISABLED);
        }
    }

    /** Returns how a mapping stands. */
    Mapping find(String id);

    /** Asks for a mapping to be switched on or off, which takes a while. It takes no change while another is under way. */
    void switchTo(String id, boolean enabled);

    /** Returns how long one invocation of the mapping's function may take. */
    Duration longestInvocation(String id);
}

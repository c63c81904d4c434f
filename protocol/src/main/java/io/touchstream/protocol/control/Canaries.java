package io.touchstream.protocol.control;

import io.touchstream.protocol.RunToken;
import java.time.Instant;
import java.util.Map;

/** Remembers which canary changes sync has seen from end to end. */
public final class Canaries {
    private static final String PARTITION = "CANARY";

    private final ControlTable control;

    public Canaries(ControlTable control) {
        this.control = control;
    }

    /** Records that the change with this token was settled. */
    public void seen(RunToken token, Instant at) {
        control.put(PARTITION, token.text(), Map.of("at", Rows.instant(at)));
    }

    /** Tells whether the change with this token was settled. */
    public boolean wasSeen(RunToken token) {
        return control.get(PARTITION, token.text()).isPresent();
    }
}

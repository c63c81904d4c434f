package io.touchstream.sync.plan;

import java.time.Instant;
import java.util.Optional;

/** Tells when the application's writers have moved to the target. */
public interface WritersMoves {
    /** Returns since when the application writes the target; nothing before that. */
    Optional<Instant> begun();

    /** Returns since when nobody writes the source any more and forward sync is off; nothing before that. */
    Optional<Instant> ended();
}

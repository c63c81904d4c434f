package io.touchstream.touch.inplace;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import io.touchstream.transform.TransformException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Thinks changes out, and quarantines items of which none can be. Safe to share between threads. */
final class Thoughts {
    private final Alterations alterations;
    private final Quarantine quarantine;
    private final Clock clock;

    Thoughts(Alterations alterations, Quarantine quarantine, Clock clock) {
        this.alterations = alterations;
        this.quarantine = quarantine;
        this.clock = clock;
    }

    /** What is to be done with an item: change it, or nothing; or it was quarantined. */
    record Thought(Optional<Alteration> alteration, boolean quarantined) {}

    Thought think(SourceId source, Item image) {
        try {
            return new Thought(alterations.of(source, image), false);
        } catch (TransformException failure) {
            String detail = Objects.requireNonNullElse(failure.getMessage(), "the transformation failed");
            quarantine.add(new QuarantineEntry(
                    source,
                    Version.COPY,
                    Cause.TRANSFORM_FAILED,
                    detail,
                    null,
                    null,
                    Set.of(),
                    new Images(null, image, null),
                    clock.instant()));
            return new Thought(Optional.empty(), true);
        }
    }
}

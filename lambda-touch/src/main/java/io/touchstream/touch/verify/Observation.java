package io.touchstream.touch.verify;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was seen of a subject's source item.
 *
 * @param image the whole source item, marker included; null where it does not exist
 * @param claim what follows from the image
 * @param since when the read that first showed it had returned
 */
record Observation(Subject subject, @Nullable Item image, Claim claim, Instant since) {
    static Observation of(Subject subject, @Nullable Item image, Instant since) {
        return new Observation(subject, image, subject.claim(image), since);
    }

    SourceId source() {
        return subject.source();
    }
}

package io.touchstream.touch.verify;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import org.jspecify.annotations.Nullable;

/** A source item, all of whose images are to be in the targets. */
record SourceSubject(SourceId source, Expectations expectations) implements Subject {
    @Override
    public Claim claim(@Nullable Item sourceImage) {
        return new SourceClaim(source, expectations.of(source, sourceImage), expectations);
    }
}

package io.touchstream.touch.verify;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.transformation.TargetKey;
import org.jspecify.annotations.Nullable;

/** A target item, which the source item that it names is to yield. */
record TargetSubject(TargetKey target, SourceId source, Expectations expectations) implements Subject {
    @Override
    public Claim claim(@Nullable Item sourceImage) {
        return new TargetClaim(target, source, expectations.of(source, sourceImage), expectations);
    }
}

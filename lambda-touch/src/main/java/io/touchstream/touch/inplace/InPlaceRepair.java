package io.touchstream.touch.inplace;

import io.touchstream.item.Item;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.touch.inplace.ItemAlterer.Altered;
import io.touchstream.touch.inplace.Thoughts.Thought;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.verify.ConsistentReader;
import io.touchstream.touch.verify.SourceRepair;
import io.touchstream.touch.verify.VerifyContext;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes single items in place, outside of any rate. Safe to share between threads. */
public final class InPlaceRepair implements SourceRepair {
    private final VerifyContext context;
    private final ConsistentReader reader;
    private final ItemAlterer alterer;
    private final Thoughts thoughts;

    /** Creates it on the context's client, which waits throttles out. */
    public InPlaceRepair(VerifyContext context, Alterations alterations) {
        Quarantine quarantine = context.quarantine();
        this.context = context;
        this.reader = new ConsistentReader(context.client(), context.executor());
        this.alterer = new ItemAlterer(context.client());
        this.thoughts = new Thoughts(alterations, quarantine, context.clock());
    }

    @Override
    public SourceRepair.Outcome repair(SourceId source, RunToken token, Instant deadline) throws OutOfTimeException {
        Deadline time = new Deadline(deadline, context.clock(), context.sleeper());
        @Nullable Item item = reader.sources(List.of(source), time).get(source);
        while (item != null) {
            Thought thought = thoughts.think(source, item);
            if (thought.quarantined()) {
                return SourceRepair.Outcome.LEFT;
            }
            if (thought.alteration().isEmpty()) {
                return SourceRepair.Outcome.COPIED;
            }
            Altered altered = alterer.alter(
                    source.table(), source.key(), thought.alteration().get(), time.left());
            if (altered.outcome() == ItemAlterer.Outcome.ALTERED) {
                return SourceRepair.Outcome.COPIED;
            }
            item = altered.found();
        }
        return SourceRepair.Outcome.GONE;
    }
}

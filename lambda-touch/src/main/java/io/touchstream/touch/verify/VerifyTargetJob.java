package io.touchstream.touch.verify;

import io.touchstream.definition.TableDefinition;
import io.touchstream.item.Item;
import io.touchstream.item.KeySchema;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.PageOutcome;
import io.touchstream.touch.segment.SegmentJob;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.transformation.TargetKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Traces each target item of a segment to the source item that it came from, and finds those that nothing yields. */
public final class VerifyTargetJob implements SegmentJob {
    /** Source items are read whole and may be much larger than what the scan returns of the target: a few at a time. */
    private static final int TRACED_AT_ONCE = 200;

    private final VerifyContext context;
    private final String table;
    private final KeySchema key;
    private final SegmentScan scan;
    private final SourceReads sources;
    private final Recheck recheck;
    private final Expectations expectations;
    private final DifferenceLog log;

    /**
     * Makes the job for one segment of a target table.
     *
     * @param listedBefore the count {@link CountNames#LISTED} that the segment has come to before this job
     * @throws IllegalArgumentException when the table is not a target of the migration
     */
    public VerifyTargetJob(VerifyContext context, SegmentRequest segment, long listedBefore) {
        TableDefinition target = context.definition().target().tables().get(segment.table());
        if (target == null) {
            throw new IllegalArgumentException("table " + segment.table() + " is not a target of this migration");
        }
        this.context = context;
        this.table = segment.table();
        this.key = target.key();
        this.scan =
                new SegmentScan(context.client(), segment, context.settings().pageSize(), projection(target));
        ConsistentReader reader = new ConsistentReader(context.client(), context.executor());
        this.sources = new SourceReads(context.definition(), reader);
        this.recheck = new Recheck(context, sources, reader);
        this.expectations = new Expectations(context);
        this.log = new DifferenceLog(
                context.differences(), segment.run(), context.settings().maximumListed(), listedBefore);
    }

    @Override
    public PageOutcome nextPage(@Nullable Map<String, AttributeValue> cursor, Instant deadline)
            throws OutOfTimeException {
        Deadline time = new Deadline(deadline, context.clock(), context.sleeper());
        SegmentScan.Page page = scan.read(cursor, time);
        PageSettler settler = new PageSettler(recheck, log);
        settler.counts().add(CountNames.SCANNED, page.items().size());
        settler.counts().add(CountNames.TABLE_PREFIX + table, page.items().size());
        for (int from = 0; from < page.items().size(); from += TRACED_AT_ONCE) {
            int to = Math.min(page.items().size(), from + TRACED_AT_ONCE);
            trace(page.items().subList(from, to).stream().map(Item::of).toList(), settler, time);
        }
        return settler.settle(page.next(), time);
    }

    private void trace(List<Item> items, PageSettler settler, Deadline time) throws OutOfTimeException {
        List<TargetSubject> subjects = new ArrayList<>();
        List<Item> stamped = new ArrayList<>();
        for (Item item : items) {
            Optional<Provenance> provenance = Provenance.of(item.attributes());
            if (provenance.isEmpty()) {
                settler.counts().add(CountNames.APPLICATION_OWNED);
                continue;
            }
            TargetKey target = new TargetKey(table, key.keyOf(item));
            subjects.add(new TargetSubject(target, provenance.get().source(), expectations));
            stamped.add(item);
        }
        Map<SourceId, Item> images =
                sources.read(subjects.stream().map(TargetSubject::source).toList(), time);
        Instant read = context.clock().instant();
        for (int index = 0; index < subjects.size(); index++) {
            TargetSubject subject = subjects.get(index);
            Observation seen = Observation.of(subject, images.get(subject.source()), read);
            settler.add(seen, seen.claim().judge(Map.of(subject.target(), stamped.get(index)), null));
        }
    }

    private static List<String> projection(TableDefinition target) {
        List<String> attributes = new ArrayList<>(target.key().names());
        attributes.add(Provenance.ATTRIBUTE);
        if (target.timeToLive() != null) {
            attributes.add(target.timeToLive());
        }
        return attributes;
    }
}

package io.touchstream.touch.verify;

import io.touchstream.item.Item;
import io.touchstream.item.KeySchema;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.PageOutcome;
import io.touchstream.touch.segment.SegmentJob;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.transformation.TargetKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Compares what each source item of a segment yields with what the targets hold. */
public final class VerifySourceJob implements SegmentJob {
    private final VerifyContext context;
    private final String table;
    private final KeySchema key;
    private final SegmentScan scan;
    private final ConsistentReader reader;
    private final Recheck recheck;
    private final Expectations expectations;
    private final DifferenceLog log;

    /**
     * Makes the job for one segment of a source table.
     *
     * @param key the source table's key
     * @param listedBefore the count {@link CountNames#LISTED} that the segment has come to before this job
     */
    public VerifySourceJob(VerifyContext context, SegmentRequest segment, KeySchema key, long listedBefore) {
        this.context = context;
        this.table = segment.table();
        this.key = key;
        this.scan =
                new SegmentScan(context.client(), segment, context.settings().pageSize(), List.of());
        this.reader = new ConsistentReader(context.client(), context.executor());
        this.recheck = new Recheck(context, new SourceReads(context.definition(), reader), reader);
        this.expectations = new Expectations(context);
        this.log = new DifferenceLog(
                context.differences(), segment.run(), context.settings().maximumListed(), listedBefore);
    }

    @Override
    public PageOutcome nextPage(@Nullable Map<String, AttributeValue> cursor, Instant deadline)
            throws OutOfTimeException {
        Deadline time = new Deadline(deadline, context.clock(), context.sleeper());
        SegmentScan.Page page = scan.read(cursor, time);
        Instant read = context.clock().instant();
        List<Observation> observations =
                page.items().stream().map(item -> observe(item, read)).toList();
        Set<TargetKey> targets = observations.stream()
                .flatMap(seen -> seen.claim().targets().stream())
                .collect(Collectors.toSet());
        Map<TargetKey, Item> found = reader.items(targets, time);
        Map<SourceId, QuarantineEntry> entries = context.quarantine()
                .find(observations.stream().map(Observation::source).toList());
        PageSettler settler = new PageSettler(recheck, log);
        settler.counts().add(CountNames.SCANNED, observations.size());
        observations.forEach(seen -> settler.add(seen, seen.claim().judge(found, entries.get(seen.source()))));
        return settler.settle(page.next(), time);
    }

    private Observation observe(Map<String, AttributeValue> attributes, Instant read) {
        Item item = Item.of(attributes);
        SourceId source = SourceId.of(table, key.keyOf(item));
        return Observation.of(new SourceSubject(source, expectations), item, read);
    }
}

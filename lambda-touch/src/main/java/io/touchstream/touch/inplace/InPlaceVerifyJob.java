package io.touchstream.touch.inplace;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Differences.Kind;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.PageOutcome;
import io.touchstream.touch.segment.SegmentJob;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SourceScan;
import io.touchstream.touch.verify.CountNames;
import io.touchstream.touch.verify.Counts;
import io.touchstream.touch.verify.DifferenceLog;
import io.touchstream.touch.verify.VerifyContext;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Finds the items of one segment that are not what the rules yield. There is no lag to wait for: what a consistent read shows
 * is so. An item whose content is right and which lacks the version, as one that the application has put since, is only counted.
 */
public final class InPlaceVerifyJob implements SegmentJob {
    /** What items are counted as whose content is right, and which lack the version. */
    public static final String UNSTAMPED = "unstamped";

    private final VerifyContext context;
    private final SourceScan scan;
    private final Alterations alterations;
    private final SegmentRequest request;
    private final DifferenceLog log;

    /**
     * Creates the job.
     *
     * @param listedBefore the count {@link CountNames#LISTED} that the segment has come to before this job
     */
    public InPlaceVerifyJob(
            VerifyContext context,
            SourceScan scan,
            Alterations alterations,
            SegmentRequest request,
            long listedBefore) {
        this.context = context;
        this.scan = scan;
        this.alterations = alterations;
        this.request = request;
        this.log = new DifferenceLog(
                context.differences(), request.run(), context.settings().maximumListed(), listedBefore);
    }

    @Override
    public PageOutcome nextPage(@Nullable Map<String, AttributeValue> cursor, Instant deadline)
            throws OutOfTimeException {
        ScanResponse page = scan.read(
                scan.page(
                        request.table(),
                        request.segment(),
                        request.totalSegments(),
                        cursor,
                        context.settings().pageSize()),
                deadline);
        Counts counts = new Counts();
        List<Difference> found = new ArrayList<>();
        page.items().stream().map(Item::of).forEach(item -> compare(item, found, counts));
        counts.add(CountNames.SCANNED, page.count());
        counts.add(CountNames.TABLE_PREFIX + request.table(), page.count());
        log.store(found, counts);
        return new PageOutcome(SourceScan.cursor(page), counts.byName(), null);
    }

    private void compare(Item item, List<Difference> found, Counts counts) {
        SourceId source = SourceId.of(request.table(), scan.keyOf(request.table(), item));
        TargetKey key = new TargetKey(request.table(), source.key());
        counts.add(CountNames.COMPARED);
        counts.add(CountNames.RULE_PREFIX
                + context.transformation()
                        .label(new SourceItem(
                                request.table(), context.transformation().visible(item))));
        try {
            Optional<Alteration> lacking = alterations.of(source, item);
            if (lacking.isEmpty() || lacking.get().content().isEmpty()) {
                counts.add(CountNames.EQUAL);
                counts.add(UNSTAMPED, lacking.isPresent() ? 1 : 0);
                return;
            }
            counts.add(Kind.DIFFERENT);
            found.add(new Difference(
                    Kind.DIFFERENT, source, null, key, lacking.get().content()));
        } catch (TransformException failure) {
            counts.add(Kind.QUARANTINED);
            found.add(new Difference(Kind.QUARANTINED, source, null, key, new TreeSet<>()));
        }
    }
}

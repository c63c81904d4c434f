package io.touchstream.touch.inplace;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.touch.inplace.ItemAlterer.Altered;
import io.touchstream.touch.inplace.Thoughts.Thought;
import io.touchstream.touch.rate.PacedWrites;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.PageOutcome;
import io.touchstream.touch.segment.SegmentJob;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SourceScan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Changes the items of one segment in place.
 *
 * <p>An item is read whole and consistently, its change is thought out, and written on the condition that everything on which it
 * depends is still so. Where the application was faster, the item as it is now is what the next attempt starts from; so no write
 * of the application's is ever undone, and none makes the result stale. An item that is as it should be is not written.
 */
public final class InPlaceJob implements SegmentJob {
    private static final int PAGE_SIZE = 100;
    private static final Duration PAGE_TIME = Duration.ofSeconds(10);

    private final SourceScan scan;
    private final ItemAlterer alterer;
    private final Thoughts thoughts;
    private final PacedWrites writes;
    private final SegmentRequest request;
    private final Random random;

    /**
     * Creates the job.
     *
     * @param exposed lets throttles through at once
     */
    public InPlaceJob(
            SourceScan scan,
            DynamoDbClient exposed,
            Alterations alterations,
            Quarantine quarantine,
            PacedWrites writes,
            SegmentRequest request,
            Clock clock,
            Random random) {
        this.scan = scan;
        this.alterer = new ItemAlterer(exposed);
        this.thoughts = new Thoughts(alterations, quarantine, clock);
        this.writes = writes;
        this.request = request;
        this.random = random;
    }

    @Override
    public PageOutcome nextPage(@Nullable Map<String, AttributeValue> cursor, Instant deadline)
            throws OutOfTimeException {
        int limit = writes.rate().room(PAGE_TIME, PAGE_SIZE);
        ScanResponse page = scan.read(
                scan.page(request.table(), request.segment(), request.totalSegments(), cursor, limit), deadline);
        Map<ItemKey, Item> pending = new LinkedHashMap<>();
        page.items().stream().map(Item::of).forEach(item -> pending.put(scan.keyOf(request.table(), item), item));
        Map<String, Long> counts = new TreeMap<>();
        counts.put("scanned", (long) page.count());
        Map<ItemKey, Item> left = pending;
        while (!left.isEmpty()) {
            left = alter(left, counts, deadline);
        }
        return new PageOutcome(
                SourceScan.cursor(page), counts, writes.rate().note().orElse(null));
    }

    /** Changes items and returns those that had changed meanwhile, as they are now. */
    private Map<ItemKey, Item> alter(Map<ItemKey, Item> items, Map<String, Long> counts, Instant deadline)
            throws OutOfTimeException {
        Attempts attempts = new Attempts();
        List<PacedWrites.Write> requests = new ArrayList<>();
        for (Map.Entry<ItemKey, Item> entry : items.entrySet()) {
            Thought thought = thoughts.think(SourceId.of(request.table(), entry.getKey()), entry.getValue());
            if (thought.alteration().isPresent()) {
                requests.add(attempts.of(entry.getKey(), thought.alteration().get()));
            } else {
                counts.merge(thought.quarantined() ? "quarantined" : "unchanged", 1L, Long::sum);
            }
        }
        // A segment's items come in the order of their keys, so their writes would cluster on one partition.
        Collections.shuffle(requests, random);
        counts.merge("throttled", writes.sendAll(requests, deadline), Long::sum);
        counts.merge("migrated", attempts.altered.sum(), Long::sum);
        counts.merge("gone", attempts.gone.sum(), Long::sum);
        counts.merge("conflicts", (long) attempts.changed.size(), Long::sum);
        counts.merge("writeUnits", Math.round(attempts.units.sum()), Long::sum);
        return new HashMap<>(attempts.changed);
    }

    /** Collects what became of changes, from several threads. */
    private final class Attempts {
        private final LongAdder altered = new LongAdder();
        private final LongAdder gone = new LongAdder();
        private final DoubleAdder units = new DoubleAdder();
        private final Map<ItemKey, Item> changed = new ConcurrentHashMap<>();

        private PacedWrites.Write of(ItemKey key, Alteration alteration) {
            return timeLeft -> {
                Altered outcome = alterer.alter(request.table(), key, alteration, timeLeft);
                units.add(outcome.units());
                switch (outcome.outcome()) {
                    case ALTERED -> altered.increment();
                    case GONE -> gone.increment();
                    case CHANGED -> changed.put(key, Objects.requireNonNull(outcome.found()));
                }
                return outcome.units();
            };
        }
    }
}

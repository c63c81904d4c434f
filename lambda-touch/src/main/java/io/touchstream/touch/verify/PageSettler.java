package io.touchstream.touch.verify;

import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.PageOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Gathers the verdicts of one page, settles its suspects and makes the page's outcome. Not safe to share between threads.
 *
 * <p>A page's suspects are settled before its cursor is handed back, so that none is lost with the process.
 */
final class PageSettler {
    private static final String LAG_NOTE = "sync lags more than verify waits for: what differs may be its lag";

    private final Recheck recheck;
    private final DifferenceLog log;
    private final Counts counts = new Counts();
    private final List<Observation> suspects = new ArrayList<>();

    PageSettler(Recheck recheck, DifferenceLog log) {
        this.recheck = recheck;
        this.log = log;
    }

    Counts counts() {
        return counts;
    }

    /** Counts a subject with which nothing is wrong at first sight, and keeps any other for the recheck. */
    void add(Observation observation, Verdict firstSight) {
        if (firstSight.isClean()) {
            counts.addAll(firstSight.counts());
        } else {
            suspects.add(observation);
        }
    }

    PageOutcome settle(@Nullable Map<String, AttributeValue> next, Deadline deadline) throws OutOfTimeException {
        Recheck.Outcome outcome = recheck.settle(suspects, deadline);
        List<Difference> found = new ArrayList<>();
        for (Verdict verdict : outcome.settled()) {
            counts.addAll(verdict.counts());
            found.addAll(verdict.differences());
        }
        for (Verdict verdict : outcome.unsettled()) {
            counts.addAll(verdict.counts());
            counts.add(CountNames.UNSETTLED, verdict.differences().size());
            found.addAll(verdict.differences());
        }
        log.store(found, counts);
        return new PageOutcome(next, counts.byName(), outcome.lagBeyondBound() ? LAG_NOTE : null);
    }
}

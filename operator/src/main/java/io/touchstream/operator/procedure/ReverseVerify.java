package io.touchstream.operator.procedure;

import io.touchstream.item.Item;
import io.touchstream.item.KeySchema;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.reverse.ReverseTransformation;
import io.touchstream.protocol.reverse.SourceKeys;
import io.touchstream.transformation.InverseTransformation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Proves that the source is the inverse of the target, or says how it differs: each target item's inverse is in the source, and
 * each source item that stands for a target item has it. What differs counts once it has outlived the lag of reverse
 * sync. Reads only, from this process.
 */
public final class ReverseVerify {
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Duration RECENT = Duration.ofMinutes(1);
    private static final int LISTED = 1_000;

    private final Workspace workspace;
    private final ReverseJudge judge;
    private final Map<String, KeySchema> sourceKeys;
    private final Duration settle;
    private final Set<Kind> counted;
    private final boolean written;
    private final List<Difference> differences = new ArrayList<>();
    private long compared;
    private long different;

    /**
     * Creates a verify.
     *
     * @param settle how long a difference must last beyond the lag to count
     */
    public ReverseVerify(Workspace workspace, Duration settle) {
        this(workspace, settle, EnumSet.allOf(Kind.class), false);
    }

    private ReverseVerify(Workspace workspace, Duration settle, Set<Kind> counted, boolean written) {
        this.workspace = workspace;
        this.settle = settle;
        this.counted = Set.copyOf(counted);
        this.written = written;
        this.sourceKeys = SourceKeys.of(workspace.client(), workspace.definition());
        this.judge = new ReverseJudge(
                workspace,
                new ReverseTransformation(
                        workspace.definition(), InverseTransformation.load(workspace.definition(), sourceKeys)));
    }

    /**
     * Returns a verify of a target that is written meanwhile: an item that does not stay as it was found is no difference, since
     * its last change is yet to be carried back.
     *
     * @param counted what is looked for
     */
    public static ReverseVerify whileWritten(Workspace workspace, Duration settle, Set<Kind> counted) {
        return new ReverseVerify(workspace, settle, counted, true);
    }

    /** Names what can be wrong. */
    public enum Kind {
        /** The source lacks the item that the target item stands for. */
        MISSING,
        /** The source item is not what the target item says. */
        DIFFERENT,
        /** The source item stands for a target item that is gone. */
        GHOST,
        /** The target item cannot be undone. */
        NOT_INVERTIBLE
    }

    /** Describes a difference: the item that was looked at, and what is wrong with its counterpart. */
    public record Difference(Kind kind, SourceId item) {}

    /**
     * Sums a verify up.
     *
     * @param complete whether everything was looked at
     * @param compared how many items of both sides were
     * @param different with how many of them something is wrong
     * @param differences the first thousand of these
     */
    public record Report(boolean complete, long compared, long different, List<Difference> differences) {
        public Report {
            differences = List.copyOf(differences);
        }

        /** Tells whether the source is the inverse of the target. */
        public boolean equal() {
            return complete && different == 0;
        }
    }

    /** Compares both directions; incomplete where the end was asked for first. */
    public Report verify(Stop stop) throws InterruptedException {
        boolean complete = true;
        for (Map.Entry<String, KeySchema> table : keysOfTargets().entrySet()) {
            complete &= scan(
                    table.getKey(), table.getValue(), id -> judge.ofTarget(id).filter(counted::contains), stop);
        }
        for (Map.Entry<String, KeySchema> table : sourceKeys.entrySet()) {
            complete &= scan(
                    table.getKey(), table.getValue(), id -> judge.ofSource(id).filter(counted::contains), stop);
        }
        return new Report(complete, compared, different, differences);
    }

    private Map<String, KeySchema> keysOfTargets() {
        Map<String, KeySchema> keys = new LinkedHashMap<>();
        workspace.definition().target().tables().forEach((table, shape) -> keys.put(table, shape.key()));
        return keys;
    }

    private boolean scan(String table, KeySchema key, Function<SourceId, Optional<Kind>> judging, Stop stop)
            throws InterruptedException {
        for (ScanResponse page : workspace
                .client()
                .scanPaginator(request -> request.tableName(table).consistentRead(true))) {
            List<SourceId> suspects = new ArrayList<>();
            for (Map<String, AttributeValue> item : page.items()) {
                SourceId id = SourceId.of(table, key.keyOf(Item.of(item)));
                compared++;
                if (judging.apply(id).isPresent()) {
                    suspects.add(id);
                }
            }
            if (!settle(suspects, judging, stop)) {
                return false;
            }
        }
        return true;
    }

    /** Looks at suspects again until each is cleared, or reverse sync has had the time to mend it. */
    private boolean settle(List<SourceId> suspects, Function<SourceId, Optional<Kind>> judging, Stop stop)
            throws InterruptedException {
        List<SourceId> open = suspects;
        Map<SourceId, Optional<Item>> found = new HashMap<>();
        if (written) {
            suspects.forEach(id -> found.put(id, judge.read(id)));
        }
        Instant until = Instant.now().plus(settle).plus(lag());
        while (!open.isEmpty() && Instant.now().isBefore(until)) {
            if (stop.isAsked()) {
                return false;
            }
            Thread.sleep(STEP.toMillis());
            open = open.stream().filter(id -> judging.apply(id).isPresent()).toList();
        }
        for (SourceId id : open) {
            if (written && !judge.read(id).equals(found.get(id))) {
                continue;
            }
            judging.apply(id).ifPresent(kind -> count(new Difference(kind, id)));
        }
        return !stop.isAsked();
    }

    private void count(Difference difference) {
        different++;
        if (differences.size() < LISTED) {
            differences.add(difference);
        }
    }

    private Duration lag() {
        return new SyncHeartbeats(workspace.control(), Direction.REVERSE)
                .summary(Instant.now(), RECENT)
                .map(SyncHeartbeats.Summary::lag)
                .orElse(Duration.ZERO);
    }
}

package io.touchstream.touch.verify;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells differences from replication's lag: looks at suspects again and again until each is cleared or has outlived it.
 *
 * <p>INVARIANT 12: a suspect counts when its source item has had one image from a read at least {@code settle} before
 * the target was read to a read after it, and the target's items did not change meanwhile either. Had sync been at
 * work, it would have applied that image by then; and the target cannot show a later one, as there is none. A suspect
 * is cleared as soon as both sides agree.
 */
final class Recheck {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
    /** What a look at a page's suspects takes at most, where nothing is wrong. */
    private static final Duration LOOK = Duration.ofSeconds(10);
    /** Instances of sync that were silent for longer are idle. */
    private static final Duration RECENT = Duration.ofMinutes(1);

    private final VerifyContext context;
    private final SourceReads sources;
    private final ConsistentReader reader;

    Recheck(VerifyContext context, SourceReads sources, ConsistentReader reader) {
        this.context = context;
        this.sources = sources;
        this.reader = reader;
    }

    /**
     * Holds what became of the suspects.
     *
     * @param settled the verdicts on those that held still or were cleared
     * @param unsettled the last verdicts on those that changed to the end
     * @param lagBeyondBound whether sync lags more than was waited for
     */
    record Outcome(List<Verdict> settled, List<Verdict> unsettled, boolean lagBeyondBound) {}

    private record Suspect(Observation observation, Map<TargetKey, Item> targets, Instant since, boolean heldStill) {}

    /**
     * Returns the final verdict on each suspect; it waits for all of them at once. What still changes when the time is nearly
     * up is given back as last seen, so that one restless item never keeps a page from being done.
     *
     * @throws OutOfTimeException when there was not even time for everything to hold still once: another invocation, which
     *     begins with this page, has it
     */
    Outcome settle(Collection<Observation> observations, Deadline deadline) throws OutOfTimeException {
        if (observations.isEmpty()) {
            return new Outcome(List.of(), List.of(), false);
        }
        Duration lag = lag();
        boolean lagBeyondBound = lag.compareTo(context.settings().maximumLag()) > 0;
        Duration settle = context.settings()
                .settle()
                .plus(lagBeyondBound ? context.settings().maximumLag() : lag);
        List<Verdict> settled = new ArrayList<>();
        List<Suspect> open = firstLook(observations, deadline);
        Map<Suspect, Verdict> verdicts = judge(open, settled);
        for (int round = 0; round < context.settings().maximumRechecks() && !verdicts.isEmpty(); round++) {
            Duration pause = pause(settle);
            if (round > VerifySettings.LOOKS_PER_SETTLING && !deadline.allows(pause.plus(LOOK))) {
                break;
            }
            deadline.pause(pause);
            open = lookAgain(verdicts.keySet(), settle, deadline);
            verdicts = judge(open, settled);
        }
        return new Outcome(settled, List.copyOf(verdicts.values()), lagBeyondBound);
    }

    private List<Suspect> firstLook(Collection<Observation> observations, Deadline deadline) throws OutOfTimeException {
        Map<TargetKey, Item> found = targets(observations, deadline);
        return observations.stream()
                .map(seen -> new Suspect(seen, ofClaim(seen, found), seen.since(), false))
                .toList();
    }

    /** Moves what is decided to the settled ones and returns the verdicts on the others. */
    private Map<Suspect, Verdict> judge(List<Suspect> suspects, List<Verdict> settled) {
        Map<SourceId, QuarantineEntry> entries = context.quarantine()
                .find(suspects.stream()
                        .map(suspect -> suspect.observation().source())
                        .collect(Collectors.toSet()));
        Map<Suspect, Verdict> undecided = new LinkedHashMap<>();
        for (Suspect suspect : suspects) {
            Observation seen = suspect.observation();
            Verdict verdict = seen.claim().judge(suspect.targets(), entries.get(seen.source()));
            if (verdict.isClean() || verdict.certain() || suspect.heldStill()) {
                settled.add(verdict);
            } else {
                undecided.put(suspect, verdict);
            }
        }
        return undecided;
    }

    private List<Suspect> lookAgain(Set<Suspect> suspects, Duration settle, Deadline deadline)
            throws OutOfTimeException {
        Instant begun = context.clock().instant();
        List<Observation> known = suspects.stream().map(Suspect::observation).toList();
        // The targets first: what is read of the source after them tells whether they had anything newer to show.
        Map<TargetKey, Item> found = targets(known, deadline);
        Map<SourceId, Item> images =
                sources.read(known.stream().map(Observation::source).toList(), deadline);
        Instant read = context.clock().instant();
        List<Suspect> looked = new ArrayList<>();
        List<Observation> changed = new ArrayList<>();
        for (Suspect suspect : suspects) {
            Observation seen = suspect.observation();
            Item image = images.get(seen.source());
            if (!Objects.equals(image, seen.image())) {
                changed.add(Observation.of(seen.subject(), image, read));
                continue;
            }
            Map<TargetKey, Item> targets = ofClaim(seen, found);
            boolean same = targets.equals(suspect.targets());
            boolean heldStill = same && !begun.isBefore(suspect.since().plus(settle));
            looked.add(new Suspect(seen, targets, same ? suspect.since() : read, heldStill));
        }
        looked.addAll(firstLook(changed, deadline));
        return looked;
    }

    private Map<TargetKey, Item> targets(Collection<Observation> observations, Deadline deadline)
            throws OutOfTimeException {
        Set<TargetKey> keys = observations.stream()
                .flatMap(seen -> seen.claim().targets().stream())
                .collect(Collectors.toSet());
        return reader.items(keys, deadline);
    }

    private static Map<TargetKey, Item> ofClaim(Observation seen, Map<TargetKey, Item> found) {
        Map<TargetKey, Item> own = new HashMap<>(found);
        own.keySet().retainAll(seen.claim().targets());
        return own;
    }

    private static Duration pause(Duration settle) {
        Duration pause = settle.dividedBy(VerifySettings.LOOKS_PER_SETTLING);
        return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
    }

    private Duration lag() {
        return context.heartbeats()
                .summary(context.clock().instant(), RECENT)
                .map(SyncHeartbeats.Summary::lag)
                .orElse(Duration.ZERO);
    }
}

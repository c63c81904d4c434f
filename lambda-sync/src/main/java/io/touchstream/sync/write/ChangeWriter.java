package io.touchstream.sync.write;

import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import io.touchstream.protocol.write.Cancellation;
import io.touchstream.protocol.write.GuardedWrite;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.protocol.write.WriteResult;
import io.touchstream.sync.plan.ChangePlanner;
import io.touchstream.sync.plan.ItemChange;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionSizeLimitExceededException;

/** Takes one item's change one round further. Safe to share between threads, as long as each has its own work. */
final class ChangeWriter {
    private static final String INVALID = "ValidationException";

    private final Direction direction;
    private final ChangePlanner planner;
    private final GuardedWriter writer;
    private final WriteSettings settings;
    private final Clock clock;

    ChangeWriter(
            Direction direction, ChangePlanner planner, GuardedWriter writer, WriteSettings settings, Clock clock) {
        this.direction = direction;
        this.planner = planner;
        this.writer = writer;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Plans the work, where that is still to do, and tries what is left of it.
     *
     * @param leftKeys target items that an earlier failure of the same source item left behind
     */
    void advance(ItemWork work, Set<TargetKey> leftKeys, Instant deadline, Counts counts) {
        try {
            ItemWrites writes = work.writes();
            if (writes == null) {
                writes =
                        new ItemWrites(writer, () -> timeLeft(deadline), counts, planner.plan(work.change(), leftKeys));
                work.planned(writes);
            }
            attempt(work, writes, counts);
        } catch (TransformException failure) {
            work.refused(
                    entry(work.change(), Cause.TRANSFORM_FAILED, detail(failure), null, null, leftBy(work, leftKeys)));
        } catch (SdkException failure) {
            failed(work, failure, leftKeys);
        }
    }

    private void attempt(ItemWork work, ItemWrites writes, Counts counts) {
        boolean together = work.collisions() < settings.togetherRounds();
        if (!together && writes.isMove()) {
            counts.add(Outcome.SPLIT_MOVE);
        }
        if (writes.attempt(together)) {
            work.done(!writes.alteredNothing());
            return;
        }
        if (work.collided() >= settings.collisionRounds()) {
            work.refused(collision(work.change(), writes));
        }
    }

    private QuarantineEntry collision(ItemChange change, ItemWrites writes) {
        GuardedWrite put = Objects.requireNonNull(writes.colliding(), "a put collided");
        WriteResult met = Objects.requireNonNull(writes.collision(), "a put collided");
        return entry(
                change,
                Cause.COLLISION,
                "another item holds the key in table " + put.key().table(),
                put.key(),
                met,
                Set.of());
    }

    private void failed(ItemWork work, SdkException failure, Set<TargetKey> leftKeys) {
        if (isPassing(failure)) {
            // Another transaction had the item in hand, or there is no capacity for this one; the next round tries
            // again.
            return;
        }
        if (isHopeless(failure)) {
            String detail = "the target refused the write as invalid (" + codeOf(failure) + ")";
            work.refused(entry(work.change(), Cause.REJECTED, detail, null, null, leftBy(work, leftKeys)));
            return;
        }
        work.unfinished(codeOf(failure));
    }

    /** Returns the target items that still show an earlier state of a source item which cannot be written. */
    private Set<TargetKey> leftBy(ItemWork work, Set<TargetKey> leftKeys) {
        Set<TargetKey> left = new HashSet<>(leftKeys);
        ItemWrites writes = work.writes();
        if (writes == null) {
            left.addAll(planner.earlierKeys(work.change()));
            return left;
        }
        writes.deletesLeft().forEach(delete -> left.add(delete.key()));
        return left;
    }

    private QuarantineEntry entry(
            ItemChange change,
            Cause cause,
            String detail,
            @Nullable TargetKey target,
            @Nullable WriteResult met,
            Set<TargetKey> left) {
        Images images = new Images(
                change.earlier().isEmpty()
                        ? null
                        : change.earlier().get(change.earlier().size() - 1),
                change.after(),
                null);
        return new QuarantineEntry(
                change.source(),
                change.version(),
                cause,
                detail,
                target,
                met == null || met.found() == null ? null : met.found().source(),
                left,
                images,
                clock.instant(),
                direction);
    }

    private Duration timeLeft(Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
    }

    private static String detail(TransformException failure) {
        return Objects.requireNonNullElse(failure.getMessage(), "the transformation failed");
    }

    private static boolean isPassing(SdkException failure) {
        return Cancellation.isConflict(failure) || Cancellation.isThrottle(failure);
    }

    private static boolean isHopeless(SdkException failure) {
        return Cancellation.isHopeless(failure)
                || failure instanceof ItemCollectionSizeLimitExceededException
                || INVALID.equals(codeOf(failure));
    }

    private static String codeOf(SdkException failure) {
        if (failure instanceof DynamoDbException service && service.awsErrorDetails() != null) {
            return String.valueOf(service.awsErrorDetails().errorCode());
        }
        return failure.getClass().getSimpleName();
    }
}

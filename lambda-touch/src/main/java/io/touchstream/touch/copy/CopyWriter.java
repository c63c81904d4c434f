package io.touchstream.touch.copy;

import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import io.touchstream.protocol.write.Cancellation;
import io.touchstream.protocol.write.GuardedWrite.Put;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.protocol.write.WriteResult;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionSizeLimitExceededException;

/** Puts single copies, and quarantines what cannot be put. Safe to share between threads. */
final class CopyWriter {
    private static final String INVALID = "ValidationException";

    private final GuardedWriter writer;
    private final Quarantine quarantine;
    private final Clock clock;

    CopyWriter(GuardedWriter writer, Quarantine quarantine, Clock clock) {
        this.writer = writer;
        this.quarantine = quarantine;
        this.clock = clock;
    }

    /** Finds out whether the application's tombstones are to be heeded. To be called before each lot of copies. */
    void refresh() {
        writer.refresh();
    }

    /**
     * Puts a copy where nothing is.
     *
     * @param source the source item, for the quarantine
     * @param written takes what is or may be a copy of ours
     * @return the capacity units that it took, indexes apart
     */
    double write(Put put, Item source, Queue<Put> written, CopyCounts counts, Duration timeLeft) {
        try {
            settle(put, source, writer.write(put, timeLeft), written, counts);
        } catch (DynamoDbException failure) {
            if (!isHopeless(failure)) {
                throw failure;
            }
            add(
                    put.provenance().source(),
                    source,
                    Cause.REJECTED,
                    "the target refused the write as invalid",
                    put.key(),
                    null);
            counts.add("quarantined");
        }
        double units = writer.units(put);
        counts.add("writeUnits", units);
        return units;
    }

    /** Quarantines an item that cannot be transformed. */
    void quarantine(SourceId source, Item item, TransformException failure, CopyCounts counts) {
        String detail = Objects.requireNonNullElse(failure.getMessage(), "the transformation failed");
        add(source, item, Cause.TRANSFORM_FAILED, detail, null, null);
        counts.add("quarantined");
    }

    private void settle(Put put, Item source, WriteResult result, Queue<Put> written, CopyCounts counts) {
        switch (result.outcome()) {
            case WRITTEN -> {
                written.add(put);
                counts.add("copied");
            }
            case PRESENT, STALE, DELETED, CANCELLED -> {
                // An earlier attempt of this very put may be what it met, so it is checked as well.
                written.add(put);
                counts.add("present");
            }
            case APPLICATION_OWNED -> counts.add("applicationOwned");
            case OTHER_SOURCE -> {
                String detail = "another source item holds the target key in table "
                        + put.key().table();
                SourceId other =
                        result.foundProvenance().map(Provenance::source).orElseThrow();
                add(put.provenance().source(), source, Cause.COLLISION, detail, put.key(), other);
                counts.add("collision");
            }
        }
    }

    private void add(
            SourceId source,
            Item image,
            Cause cause,
            String detail,
            @Nullable TargetKey target,
            @Nullable SourceId other) {
        quarantine.add(new QuarantineEntry(
                source,
                Version.COPY,
                cause,
                detail,
                target,
                other,
                Set.of(),
                new Images(null, image, null),
                clock.instant()));
    }

    /** Trying again changes nothing where the item itself is at fault. */
    private static boolean isHopeless(DynamoDbException failure) {
        return Cancellation.isHopeless(failure)
                || failure instanceof ItemCollectionSizeLimitExceededException
                || (failure.awsErrorDetails() != null
                        && INVALID.equals(failure.awsErrorDetails().errorCode()));
    }
}

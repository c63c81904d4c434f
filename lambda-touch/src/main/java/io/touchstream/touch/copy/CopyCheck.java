package io.touchstream.touch.copy;

import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.PendingCopies.Copy;
import io.touchstream.protocol.write.GuardedWrite;
import io.touchstream.protocol.write.GuardedWrite.DeleteGuard;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.protocol.write.WriteResult.Outcome;
import io.touchstream.touch.rate.PacedWrites;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.Sleeper;
import io.touchstream.touch.verify.ConsistentReader;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes back copies that the source does not yield any more.
 *
 * <p>The source is read after the put. A change that comes later still is in the stream, and its record outranks the copy.
 */
final class CopyCheck {
    private final ConsistentReader reader;
    private final CopyTransformation transformation;
    private final GuardedWriter writer;
    private final PacedWrites writes;
    private final Clock clock;
    private final Sleeper sleeper;

    CopyCheck(
            ConsistentReader reader,
            CopyTransformation transformation,
            GuardedWriter writer,
            PacedWrites writes,
            Clock clock,
            Sleeper sleeper) {
        this.reader = reader;
        this.transformation = transformation;
        this.writer = writer;
        this.writes = writes;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** Reads the sources of copies that were put, or may have been, and deletes those that they do not yield. */
    void check(List<Copy> copies, CopyCounts counts, Instant deadline) throws OutOfTimeException {
        Deadline time = new Deadline(deadline, clock, sleeper);
        Map<TargetKey, Item> found =
                reader.items(copies.stream().map(Copy::target).toList(), time);
        Map<SourceId, Item> sources =
                reader.sources(copies.stream().map(Copy::source).toList(), time);
        List<PacedWrites.Write> deletes = new ArrayList<>();
        for (Copy copy : copies) {
            Item image = found.get(copy.target());
            if (image != null && !yields(copy, image, sources.get(copy.source()))) {
                deletes.add(timeLeft -> takeBack(copy, counts, timeLeft));
            }
        }
        counts.add("throttled", (double) writes.sendAll(deletes, deadline));
    }

    private double takeBack(Copy copy, CopyCounts counts, Duration timeLeft) {
        GuardedWrite.Delete delete = new GuardedWrite.Delete(
                copy.target(), new Provenance(copy.source(), Version.COPY), DeleteGuard.EXACTLY);
        if (writer.write(delete, timeLeft).outcome() == Outcome.DELETED) {
            counts.add("takenBack");
        }
        counts.add("writeUnits", 1);
        return 1;
    }

    private boolean yields(Copy copy, Item found, @Nullable Item source) {
        if (source == null) {
            return false;
        }
        TargetImage copied = new TargetImage(copy.target(), found.without(Provenance.ATTRIBUTE));
        try {
            return transformation.images(copy.source(), source).contains(copied);
        } catch (TransformException failure) {
            return false;
        }
    }
}

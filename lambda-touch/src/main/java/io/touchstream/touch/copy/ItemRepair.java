package io.touchstream.touch.copy;

import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.PendingCopies.Holder;
import io.touchstream.protocol.write.GuardedWrite.Put;
import io.touchstream.protocol.write.GuardedWrite.PutGuard;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.protocol.write.WriteResult.Outcome;
import io.touchstream.touch.copy.ItemCopier.Rank;
import io.touchstream.touch.segment.Deadline;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.verify.ConsistentReader;
import io.touchstream.touch.verify.SourceRepair;
import io.touchstream.touch.verify.VerifyContext;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Has the target hold what one source item yields, without writing the source.
 *
 * <p>What is missing is copied. What this source item wrote before and yields differently now is replaced under the very
 * version that was found: the target is read before the source, so a change which that read did not see has a record with a
 * later version, and outranks what is put. With a ledger, what is missing is put under the version that the ledger tells of, for
 * the same reason: at version 0 it would be refused. Safe to share between threads.
 */
public final class ItemRepair {
    /** The run under which copies that are about to be put are remembered. */
    public static final String RUN = "repair";

    private static final int ATTEMPTS = 5;
    private static final Duration WRITE_TIME = Duration.ofSeconds(30);
    /** The application's own item is none: it wins, as it does over sync, and nothing is left to be done. */
    private static final Set<String> OBSTACLES = Set.of("collision", "quarantined");

    private final ConsistentReader reader;
    private final CopyTransformation transformation;
    private final GuardedWriter writer;
    private final ItemCopier copier;
    private final VerifyContext context;

    /**
     * Creates it.
     *
     * @param writer waits throttles out
     */
    public ItemRepair(VerifyContext context, GuardedWriter writer, ItemCopier copier) {
        this.reader = new ConsistentReader(context.client(), context.executor());
        this.transformation = new CopyTransformation(context.definition(), context.transformation(), context.clock());
        this.writer = writer;
        this.copier = copier;
        this.context = context;
    }

    /** Repairs one item; an obstacle that lasts, such as a collision, is left in quarantine. */
    public SourceRepair.Outcome repair(SourceId source, Instant deadline) throws OutOfTimeException {
        Deadline time = new Deadline(deadline, context.clock(), context.sleeper());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Item item = reader.sources(List.of(source), time).get(source);
            if (item == null) {
                return SourceRepair.Outcome.GONE;
            }
            Optional<List<TargetImage>> images = images(source, item);
            if (images.isEmpty()) {
                return SourceRepair.Outcome.LEFT;
            }
            Map<TargetKey, Item> found =
                    reader.items(images.get().stream().map(TargetImage::key).toList(), time);
            // As the target, so the ledger is read before the source: a change that this read does not see outranks it.
            Rank rank = writer.recorded(source).map(Rank::recorded).orElse(Rank.COPY);
            if (Map.of(source, item).equals(reader.sources(List.of(source), time))
                    && replaced(source, images.get(), found)) {
                return copied(source, item, rank, deadline);
            }
        }
        return SourceRepair.Outcome.LEFT;
    }

    private Optional<List<TargetImage>> images(SourceId source, Item item) {
        try {
            return Optional.of(transformation.images(source, item));
        } catch (TransformException failure) {
            return Optional.empty();
        }
    }

    /** Replaces what this source item left in another state; false where it was changed meanwhile. */
    private boolean replaced(SourceId source, List<TargetImage> images, Map<TargetKey, Item> found) {
        for (Put put : replacements(source, images, found)) {
            if (writer.write(put, WRITE_TIME).outcome() != Outcome.WRITTEN) {
                return false;
            }
        }
        return true;
    }

    private static List<Put> replacements(SourceId source, List<TargetImage> images, Map<TargetKey, Item> found) {
        List<Put> puts = new ArrayList<>();
        for (TargetImage image : images) {
            @Nullable Item present = found.get(image.key());
            if (present == null || present.without(Provenance.ATTRIBUTE).equals(image.item())) {
                continue;
            }
            Provenance.of(present.attributes())
                    .filter(provenance -> provenance.source().equals(source))
                    .ifPresent(provenance -> puts.add(new Put(image, provenance, PutGuard.EXACTLY)));
        }
        return puts;
    }

    private SourceRepair.Outcome copied(SourceId source, Item item, Rank rank, Instant deadline)
            throws OutOfTimeException {
        String part = UUID.nameUUIDFromBytes(source.text().getBytes(StandardCharsets.UTF_8))
                .toString();
        Map<String, Long> counts = copier.copy(new Holder(RUN, part), Map.of(source, item), rank, deadline);
        boolean hindered = OBSTACLES.stream().anyMatch(name -> counts.getOrDefault(name, 0L) > 0);
        return hindered ? SourceRepair.Outcome.LEFT : SourceRepair.Outcome.COPIED;
    }
}

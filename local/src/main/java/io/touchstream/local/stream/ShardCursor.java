package io.touchstream.local.stream;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/** Reads one shard page by page from where its checkpoint left off, renewing iterators as needed. Not safe for several threads. */
final class ShardCursor {
    private static final Logger LOGGER = LoggerFactory.getLogger(ShardCursor.class);

    private final String shardId;
    private final StreamReader reader;
    private final GapListener gaps;
    private final Continuity continuity;
    private @Nullable String lastRead;
    private @Nullable String iterator;
    private boolean atEnd;

    ShardCursor(String shardId, Parts parts, Continuity continuity) {
        this.shardId = shardId;
        this.reader = parts.reader();
        this.gaps = parts.gaps();
        this.continuity = continuity;
        this.lastRead = parts.checkpoints().load(shardId).orElse(null);
    }

    /** Returns what one read gave, possibly no records; nothing at all if reading has to begin anew from another place. */
    Optional<List<Record>> next() {
        try {
            String current = iterator;
            if (current == null) {
                current = reader.iterator(shardId, lastRead);
            }
            StreamPage page = reader.read(current);
            advance(page);
            return Optional.of(page.records());
        } catch (ExpiredIteratorException expired) {
            LOGGER.debug("shard={} iterator=expired", shardId);
            iterator = null;
            return Optional.empty();
        } catch (TrimmedDataAccessException trimmed) {
            if (iterator != null || lastRead == null) {
                // An iterator that was kept while nothing came may be what is too old, and not the record after the
                // last
                // one read; a new one tells. Before the first record nothing can be missed: all is read from the
                // oldest.
                LOGGER.debug("shard={} iterator=trimmed", shardId);
                iterator = null;
                return Optional.empty();
            }
            if (continuity.isLossPossible()) {
                gaps.gap(
                        shardId,
                        "The records after the checkpoint are older than the stream's retention, and are gone");
                LOGGER.warn("shard={} gap=trimmed", shardId);
            }
            // On a quiet table the checkpoint itself has grown too old; what came after it is all there.
            iterator = null;
            lastRead = null;
            return Optional.empty();
        }
    }

    /** Returns whether the shard is closed and has been read to its end. */
    boolean isAtEnd() {
        return atEnd;
    }

    private void advance(StreamPage page) {
        iterator = page.nextIterator();
        atEnd = iterator == null;
        if (!page.records().isEmpty()) {
            lastRead = page.records().get(page.records().size() - 1).dynamodb().sequenceNumber();
        }
    }
}

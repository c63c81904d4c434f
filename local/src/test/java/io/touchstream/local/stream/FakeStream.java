package io.touchstream.local.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/** A stream in memory whose shards can be split, closed, trimmed and removed. Sequence numbers are not padded: 9 comes before 10. */
final class FakeStream implements StreamReader {
    private static final int PAGE = 7;

    private final Map<String, FakeShard> shards = new LinkedHashMap<>();
    private long lastSequence;
    private int expiries;
    private int staleReads;
    private int reads;

    synchronized FakeStream shard(String id, @Nullable String parent) {
        shards.put(id, new FakeShard(parent));
        return this;
    }

    synchronized String put(String shardId, String key, Instant created) {
        String sequence = Long.toString(++lastSequence);
        shard(shardId).records.add(record(key, sequence, created));
        return sequence;
    }

    String put(String shardId, String key) {
        return put(shardId, key, Instant.now());
    }

    synchronized void close(String shardId) {
        shard(shardId).closed = true;
    }

    synchronized void trim(String shardId, int count) {
        shard(shardId).trimmed = count;
    }

    synchronized void remove(String shardId) {
        shards.remove(shardId);
    }

    synchronized void expireIterators(int times) {
        expiries = times;
    }

    /** Has reads fail as with an iterator that has grown too old, although no record was lost. */
    synchronized void growIteratorsOld(int times) {
        staleReads = times;
    }

    synchronized List<Record> all(String shardId) {
        return List.copyOf(shard(shardId).records);
    }

    synchronized int reads() {
        return reads;
    }

    @Override
    public synchronized List<StreamShard> shards() {
        List<StreamShard> listed = new ArrayList<>();
        shards.forEach((id, shard) -> listed.add(new StreamShard(id, shard.parent)));
        return listed;
    }

    @Override
    public synchronized String iterator(String shardId, @Nullable String afterSequenceNumber) {
        FakeShard shard = shard(shardId);
        int index = shard.trimmed;
        if (afterSequenceNumber != null) {
            index = 0;
            while (index < shard.records.size()
                    && order(shard.records.get(index)) <= Long.parseLong(afterSequenceNumber)) {
                index++;
            }
            if (index < shard.trimmed) {
                throw TrimmedDataAccessException.builder().message("trimmed").build();
            }
        }
        return shardId + "|" + index;
    }

    @Override
    public synchronized StreamPage read(String iterator) {
        reads++;
        if (expiries > 0) {
            expiries--;
            throw ExpiredIteratorException.builder().message("expired").build();
        }
        if (staleReads > 0) {
            staleReads--;
            throw TrimmedDataAccessException.builder().message("trimmed").build();
        }
        String shardId = iterator.substring(0, iterator.indexOf('|'));
        int index = Integer.parseInt(iterator.substring(iterator.indexOf('|') + 1));
        FakeShard shard = shard(shardId);
        int end = Math.min(shard.records.size(), index + PAGE);
        boolean atEnd = shard.closed && end == shard.records.size();
        return new StreamPage(shard.records.subList(index, end), atEnd ? null : shardId + "|" + end);
    }

    private FakeShard shard(String id) {
        FakeShard shard = shards.get(id);
        if (shard == null) {
            throw ResourceNotFoundException.builder().message("no such shard").build();
        }
        return shard;
    }

    private static long order(Record record) {
        return Long.parseLong(record.dynamodb().sequenceNumber());
    }

    static Record record(String key, String sequence, Instant created) {
        return Record.builder()
                .eventID("event-" + sequence)
                .eventName(OperationType.INSERT)
                .dynamodb(StreamRecord.builder()
                        .sequenceNumber(sequence)
                        .approximateCreationDateTime(created)
                        .keys(Map.of("pk", AttributeValue.fromS(key)))
                        .build())
                .build();
    }

    private static final class FakeShard {
        private final @Nullable String parent;
        private final List<Record> records = new ArrayList<>();
        private int trimmed;
        private boolean closed;

        FakeShard(@Nullable String parent) {
            this.parent = parent;
        }
    }
}

package io.touchstream.local.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Reads a stream through the SDK. */
final class SdkStreamReader implements StreamReader {
    private final DynamoDbStreamsClient streams;
    private final String streamArn;

    SdkStreamReader(DynamoDbStreamsClient streams, String streamArn) {
        this.streams = streams;
        this.streamArn = streamArn;
    }

    @Override
    public List<StreamShard> shards() {
        List<StreamShard> shards = new ArrayList<>();
        String last = null;
        do {
            String start = last;
            DescribeStreamResponse page = streams.describeStream(
                    request -> request.streamArn(streamArn).exclusiveStartShardId(start));
            for (Shard shard : page.streamDescription().shards()) {
                shards.add(new StreamShard(shard.shardId(), shard.parentShardId()));
            }
            last = page.streamDescription().lastEvaluatedShardId();
        } while (last != null);
        return List.copyOf(shards);
    }

    @Override
    public String iterator(String shardId, @Nullable String afterSequenceNumber) {
        ShardIteratorType type =
                afterSequenceNumber == null ? ShardIteratorType.TRIM_HORIZON : ShardIteratorType.AFTER_SEQUENCE_NUMBER;
        return streams.getShardIterator(request -> request.streamArn(streamArn)
                        .shardId(shardId)
                        .shardIteratorType(type)
                        .sequenceNumber(afterSequenceNumber))
                .shardIterator();
    }

    @Override
    public StreamPage read(String iterator) {
        GetRecordsResponse page = streams.getRecords(request -> request.shardIterator(iterator));
        return new StreamPage(page.records(), page.nextShardIterator());
    }
}

package io.touchstream.local.stream;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what an event source mapping needs, with AWS's defaults for what is not said. */
public final class EventSourceMappingBuilder {
    private static final Logger LOGGER = LoggerFactory.getLogger(EventSourceMapping.class);

    private final StreamReader reader;
    private final String streamArn;
    private final RequestHandler<DynamodbEvent, StreamsEventResponse> handler;
    private EventSourceMappingSettings settings = EventSourceMappingSettings.defaults();
    private CheckpointStore checkpoints = new InMemoryCheckpointStore();
    private OnFailureDestination onFailure = (shardId, records, reason) ->
            LOGGER.error("discarded={} shard={} reason={}", records.size(), shardId, reason);
    private GapListener gaps = (shardId, reason) -> {};
    private Surroundings surroundings = Surroundings.real();

    EventSourceMappingBuilder(
            StreamReader reader, String streamArn, RequestHandler<DynamodbEvent, StreamsEventResponse> handler) {
        this.reader = reader;
        this.streamArn = streamArn;
        this.handler = handler;
    }

    /** Sets what AWS lets one set; AWS's defaults otherwise. */
    public EventSourceMappingBuilder settings(EventSourceMappingSettings value) {
        this.settings = value;
        return this;
    }

    /** Sets where checkpoints are kept; in memory otherwise. */
    public EventSourceMappingBuilder checkpoints(CheckpointStore value) {
        this.checkpoints = value;
        return this;
    }

    /** Sets where records go that are not delivered any more; they are logged and discarded otherwise, as on AWS. */
    public EventSourceMappingBuilder onFailure(OnFailureDestination value) {
        this.onFailure = value;
        return this;
    }

    /** Sets who is told of lost records; the log alone otherwise. */
    public EventSourceMappingBuilder gaps(GapListener value) {
        this.gaps = value;
        return this;
    }

    EventSourceMappingBuilder surroundings(Surroundings value) {
        this.surroundings = value;
        return this;
    }

    /** Starts reading the stream. */
    public EventSourceMapping start() {
        return new EventSourceMapping(
                        new Parts(reader, streamArn, handler, settings, checkpoints, onFailure, gaps, surroundings))
                .start();
    }
}

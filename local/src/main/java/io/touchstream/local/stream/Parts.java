package io.touchstream.local.stream;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;

/** Holds what one event source mapping is made of. */
record Parts(
        StreamReader reader,
        String streamArn,
        RequestHandler<DynamodbEvent, StreamsEventResponse> handler,
        EventSourceMappingSettings settings,
        CheckpointStore checkpoints,
        OnFailureDestination onFailure,
        GapListener gaps,
        Surroundings surroundings) {}

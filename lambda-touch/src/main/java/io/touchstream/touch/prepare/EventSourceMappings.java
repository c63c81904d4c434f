package io.touchstream.touch.prepare;

import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * Finds the functions that read a stream, by their event source mappings. A mapping that is switched off reads nothing.
 *
 * <p>Sees Lambda's readers in this account and region only. Nothing lists those that use the Kinesis Client Library or
 * the Streams API themselves. Needs {@code lambda:ListEventSourceMappings}, which has no resource level.
 */
public final class EventSourceMappings implements StreamReaders {
    private static final Set<String> IDLE = Set.of("Disabled", "Disabling", "Deleting");

    private final LambdaClient client;

    public EventSourceMappings(LambdaClient client) {
        this.client = client;
    }

    @Override
    public List<String> of(String streamArn) {
        return client
                .listEventSourceMappingsPaginator(request -> request.eventSourceArn(streamArn))
                .eventSourceMappings()
                .stream()
                .filter(mapping -> !IDLE.contains(mapping.state()))
                .map(mapping -> mapping.functionArn())
                .toList();
    }
}

package io.touchstream.operator.service;

import java.time.Duration;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingResponse;

/** Event source mappings of Lambda. */
final class AwsMappings implements Mappings {
    private final LambdaClient client;

    AwsMappings(LambdaClient client) {
        this.client = client;
    }

    @Override
    public Mapping find(String id) {
        GetEventSourceMappingResponse found = get(id);
        return new Mapping(found.state(), found.lastModified());
    }

    @Override
    public void switchTo(String id, boolean enabled) {
        client.updateEventSourceMapping(request -> request.uuid(id).enabled(enabled));
    }

    @Override
    public Duration longestInvocation(String id) {
        String function = get(id).functionArn();
        return Duration.ofSeconds(client.getFunctionConfiguration(request -> request.functionName(function))
                .timeout());
    }

    private GetEventSourceMappingResponse get(String id) {
        return client.getEventSourceMapping(request -> request.uuid(id));
    }
}

package io.touchstream.touch.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.paginators.ListEventSourceMappingsIterable;

class EventSourceMappingsTest {
    private final LambdaClient client = mock(LambdaClient.class);
    private final List<ListEventSourceMappingsRequest> requests = new ArrayList<>();

    @Test
    void of_severalPages_namesTheFunctionsThatRead() {
        when(client.listEventSourceMappingsPaginator(anyRequest())).thenAnswer(call -> {
            ListEventSourceMappingsRequest.Builder request = ListEventSourceMappingsRequest.builder();
            call.<Consumer<ListEventSourceMappingsRequest.Builder>>getArgument(0)
                    .accept(request);
            return new ListEventSourceMappingsIterable(client, request.build());
        });
        when(client.listEventSourceMappings(any(ListEventSourceMappingsRequest.class)))
                .thenAnswer(call -> {
                    requests.add(call.getArgument(0));
                    return requests.size() == 1
                            ? page("more", mapping("one", "Enabled"), mapping("two", "Disabled"))
                            : page(null, mapping("three", "Creating"), mapping("four", "Deleting"));
                });

        assertThat(new EventSourceMappings(client).of("arn:stream")).containsExactly("one", "three");
        assertThat(requests)
                .hasSize(2)
                .allMatch(request -> request.eventSourceArn().equals("arn:stream"));
    }

    private static ListEventSourceMappingsResponse page(
            @Nullable String next, EventSourceMappingConfiguration... mappings) {
        return ListEventSourceMappingsResponse.builder()
                .nextMarker(next)
                .eventSourceMappings(mappings)
                .build();
    }

    private static EventSourceMappingConfiguration mapping(String function, String state) {
        return EventSourceMappingConfiguration.builder()
                .functionArn(function)
                .state(state)
                .build();
    }

    private static Consumer<ListEventSourceMappingsRequest.Builder> anyRequest() {
        return any();
    }
}

package io.touchstream.operator.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.operator.service.Mappings.Mapping;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** What is asked of Lambda about event source mappings, to the letter. */
class AwsMappingsTest {
    private static final String FOUND = """
        {"UUID":"m-1","State":"Disabling","LastModified":1795766400,\
        "FunctionArn":"arn:aws:lambda:eu-west-1:111122223333:function:sync-1:live"}\
        """;

    private final RecordedAws aws;
    private final Mappings mappings;

    AwsMappingsTest() throws IOException {
        aws = new RecordedAws();
        mappings = new AwsMappings(aws.client(LambdaClient.builder()));
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void find_mapping_isItsStateAndSinceWhen() {
        aws.answer(FOUND);

        Mapping mapping = mappings.find("m-1");

        assertThat(mapping).isEqualTo(new Mapping("Disabling", Instant.ofEpochSecond(1_795_766_400L)));
        assertThat(mapping.isDisabled()).isFalse();
        assertThat(mapping.isEnabled()).isFalse();
        assertThat(aws.requests).containsExactly("GET /2015-03-31/event-source-mappings/m-1");
    }

    @Test
    void switchTo_off_isAskedOfThatMappingOnly() {
        aws.answer(FOUND);

        mappings.switchTo("m-1", false);

        assertThat(aws.requests).containsExactly("PUT /2015-03-31/event-source-mappings/m-1 {\"Enabled\":false}");
    }

    @Test
    void longestInvocation_function_isItsTimeOut() {
        aws.answer(FOUND, "{\"FunctionName\":\"sync-1\",\"Timeout\":300}");

        assertThat(mappings.longestInvocation("m-1")).isEqualTo(Duration.ofMinutes(5));
        assertThat(aws.requests.get(1))
                .isEqualTo("GET /2015-03-31/functions/"
                        + "arn%3Aaws%3Alambda%3Aeu-west-1%3A111122223333%3Afunction%3Async-1%3Alive/configuration");
    }
}

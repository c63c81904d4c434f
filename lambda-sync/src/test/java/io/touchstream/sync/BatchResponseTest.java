package io.touchstream.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The answer as the event source mapping reads it: what it cannot read counts as a batch that failed as a whole. */
class BatchResponseTest {
    @Test
    void write_unfinishedRecord_isNamedByItsSequenceNumber() throws IOException {
        assertThat(written(List.of(new BatchItemFailure("4421584500000000017450439091"))))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"4421584500000000017450439091\"}]}");
    }

    @Test
    void write_allFinished_namesNone() throws IOException {
        assertThat(written(List.of())).isEqualTo("{\"batchItemFailures\":[]}");
    }

    private static String written(List<BatchItemFailure> failures) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        BatchResponse.write(new StreamsEventResponse(failures), output);
        return output.toString(StandardCharsets.UTF_8);
    }
}

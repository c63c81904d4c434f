package io.touchstream.operator.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Segments;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

class ProgressTest {
    @Test
    @Timeout(300)
    void watch_progressThatCannotBeRead_saysSoAndHoldsNothingUp() {
        DynamoDbClient away = mock();
        when(away.queryPaginator(any(QueryRequest.class))).thenThrow(SdkClientException.create("away"));
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        Progress progress = new Progress(new PrintStream(shown, true, StandardCharsets.UTF_8), false);
        Run run = new Run("tst0123456789", Job.TOUCH, Instant.now(), null, 4, 100, null);

        Progress.Watch watch =
                progress.watch("touch", run, new Segments(new ControlTable(away, "touchstream-test")), () -> 0);
        watch.end();

        assertThat(shown.toString(StandardCharsets.UTF_8)).contains("progress cannot be read at present");
    }
}

package io.touchstream.operator.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.sync.report.MetricsLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

class SyncWarningsTest {
    private static final Instant START = Instant.parse("2026-11-27T08:00:00Z");

    private final List<String> said = new ArrayList<>();
    private Instant now = START;
    private final SyncWarnings warnings = new SyncWarnings(said::add, new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    });
    private final MetricsLog log = new MetricsLog("test", warnings);

    @Test
    void accept_unfinishedBatch_isSaidOnceInTenSecondsAndRemembered() {
        log.unfinished(3, "AccessDeniedException");
        log.unfinished(4, "AccessDeniedException");
        now = START.plus(Duration.ofSeconds(11));
        log.unfinished(5, "AccessDeniedException");

        assertThat(said)
                .containsExactly(
                        "sync could not finish a batch: AccessDeniedException",
                        "sync could not finish a batch: AccessDeniedException");
        assertThat(warnings.obstacle()).contains("AccessDeniedException");
    }

    @Test
    void accept_metrics_areNotShown() {
        log.batch(START, Map.of("put", 1L));

        assertThat(said).isEmpty();
        assertThat(warnings.obstacle()).isEmpty();
    }

    @Test
    void failed_invocation_isNamedByTheServicesCodeAndNeverByItsMessage() {
        warnings.failed(DynamoDbException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ResourceNotFoundException")
                        .errorMessage("secret")
                        .build())
                .message("secret")
                .build());
        warnings.failed(new IllegalStateException("secret"));

        assertThat(said)
                .containsExactly(
                        "sync could not finish a batch: ResourceNotFoundException",
                        "sync could not finish a batch: IllegalStateException");
    }
}

package io.touchstream.sync;

import static io.touchstream.sync.SyncFixture.image;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.Identity;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What a batch leaves behind for the touch, verify and the operator: how far sync has come, how late it is, its counts. */
class SyncReportIT {
    private static final Duration RECENT = Duration.ofMinutes(5);

    private final SyncFixture sync = new SyncFixture();
    private final SyncProgress progress = new SyncProgress(sync.control);
    private final SyncHeartbeats heartbeats = new SyncHeartbeats(sync.control);
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @AfterEach
    void close() {
        sync.close();
    }

    @Test
    void handle_settledBatch_movesTheTablesMomentOn() {
        sync.deliver(record("1", "a", Duration.ofMinutes(10)));
        assertThat(settled()).isBetween(now.minus(Duration.ofMinutes(11)), now.minus(Duration.ofMinutes(9)));
        sync.deliver(record("2", "b", Duration.ofMinutes(5)));

        assertThat(settled()).isBetween(now.minus(Duration.ofMinutes(6)), now.minus(Duration.ofMinutes(4)));
    }

    /** A stream that is read but not applied is to be found out before its records are gone. */
    @Test
    void handle_unfinishedBatch_doesNotMoveTheTablesMomentOn() {
        sync.deliver(record("1", "a", Duration.ofMinutes(10)));
        failPuts();
        sync.deliver(record("2", "b", Duration.ofMinutes(5)));

        assertThat(settled()).isBefore(now.minus(Duration.ofMinutes(9)));
    }

    @Test
    void handle_unfinishedRecord_countsAllThatAreDeliveredAgainAndSaysWhy() {
        failPuts();
        DynamodbStreamRecord malformed = record("1", "a", Duration.ZERO);
        malformed.getDynamodb().setKeys(null);
        DynamodbStreamRecord done = sync.record(image("3", "c", "x"), null);
        sync.deliver(malformed, done, record("2", "b", Duration.ZERO), record("2", "b", Duration.ZERO));

        assertThat(sync.lines)
                .anySatisfy(line -> assertThat(line).contains("\"unfinished\":2"))
                .anySatisfy(line -> assertThat(line)
                        .contains("\"event\":\"unfinished\"", "\"items\":1", "\"obstacle\":\"SdkClientException\""));
    }

    @Test
    void handle_quarantinedAndSettledLater_isCountedAndLogged() {
        sync.deliver(record("1", "", Duration.ZERO));
        assertThat(sync.lines)
                .anySatisfy(line -> assertThat(line).contains("\"quarantined\":1"))
                .anySatisfy(line -> assertThat(line).contains("\"event\":\"quarantined\""));
        sync.deliver(record("1", "a", Duration.ZERO));

        assertThat(sync.lines)
                .anySatisfy(line -> assertThat(line).contains("\"settled\":1"))
                .noneSatisfy(line -> assertThat(line).contains("\"event\":\"unfinished\""));
    }

    @Test
    void handle_lateBatch_isToldBeforeItIsWritten() {
        assertThat(lagWhileWriting(Duration.ofSeconds(25))).isLessThan(Duration.ofSeconds(20));
        assertThat(lagWhileWriting(Duration.ofSeconds(40))).isGreaterThanOrEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void handle_batch_leavesItsLag() {
        assertThat(heartbeats.summary(Instant.now(), RECENT)).isEmpty();
        sync.deliver(record("1", "a", Duration.ofSeconds(20)));

        assertThat(lag()).isBetween(Duration.ofSeconds(20), Duration.ofMinutes(1));
    }

    @Test
    void handle_serviceDeleteThatIsIgnored_isCounted() {
        try (SyncFixture ignoring = new SyncFixture("", "sync: {timeToLive: ignore-service-deletes}\n")) {
            DynamodbStreamRecord delete = ignoring.record(image("1", "a", "x"), null);
            delete.setUserIdentity(
                    new Identity().withPrincipalId("dynamodb.amazonaws.com").withType("Service"));
            ignoring.deliver(delete);

            assertThat(ignoring.lines).anySatisfy(line -> assertThat(line).contains("\"ignored\":1"));
        }
    }

    private Duration lagWhileWriting(Duration age) {
        List<Duration> seen = new ArrayList<>();
        sync.tamper = sync.puts(put -> {
            seen.add(heartbeats
                    .summary(Instant.now(), RECENT)
                    .map(SyncHeartbeats.Summary::lag)
                    .orElse(Duration.ZERO));
            return put;
        });
        sync.deliver(record("1", "a", age));
        sync.tamper = request -> request;
        return seen.get(0);
    }

    private Duration lag() {
        return heartbeats.summary(Instant.now(), RECENT).orElseThrow().lag();
    }

    private Instant settled() {
        return progress.settledUpTo("Source").orElseThrow();
    }

    private void failPuts() {
        sync.tamper = sync.puts(put -> {
            throw SdkClientException.create("the network is down");
        });
    }

    private DynamodbStreamRecord record(String id, String k, Duration age) {
        DynamodbStreamRecord record = sync.record(null, image(id, k, "x"));
        record.getDynamodb().setApproximateCreationDateTime(Date.from(now.minus(age)));
        return record;
    }
}

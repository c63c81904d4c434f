package io.touchstream.sync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.Soundness.Gap;
import io.touchstream.protocol.control.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GapDetectorIT {
    private static final Instant START = Instant.parse("2026-11-27T08:00:00Z");
    private static final Set<String> ORDERS = Set.of("Orders");

    private final ControlTable control =
            new ControlTable(EmbeddedDynamoDb.shared().client(), "gaps-" + UUID.randomUUID());
    private final Soundness soundness = new Soundness(control);
    private final SyncProgress progress = new SyncProgress(control);

    private boolean flowing = true;

    GapDetectorIT() {
        EmbeddedDynamoDb.shared().client().createTable(ControlTable.creation(control.name()));
    }

    @Test
    void inspect_firstBatchNeverSettledAndTheNextADayLater_marksUnsound() {
        detector().inspect(ORDERS, Duration.ofSeconds(1), START);

        detector().inspect(ORDERS, Duration.ofSeconds(1), START.plus(Duration.ofHours(24)));
        assertThat(soundness.gap())
                .map(Gap::reason)
                .contains("nothing of table Orders is known to have been settled for 24 hours");
    }

    @Test
    void inspect_silenceOfADayInOneInstance_marksUnsound() {
        GapDetector detector = detector();
        batch(detector, Duration.ZERO, START);

        batch(detector, Duration.ZERO, START.plus(Duration.ofHours(24)));
        assertThat(soundness.gap()).isPresent();
    }

    @Test
    void inspect_shortActivityOfOldRecordsBetweenTwoOutages_marksUnsound() {
        batch(detector(), Duration.ZERO, START);
        // Settles what was made half an hour after the start, and ends again.
        batch(detector(), Duration.ofMinutes(690), START.plus(Duration.ofHours(12)));

        detector().inspect(ORDERS, Duration.ZERO, START.plus(Duration.ofHours(24)));
        assertThat(soundness.gap()).isPresent();
    }

    @Test
    void inspect_batchesEveryTwentyHours_isSound() {
        for (int hours = 0; hours < 100; hours += 20) {
            batch(detector(), Duration.ofMinutes(1), START.plus(Duration.ofHours(hours)));
        }

        assertThat(soundness.gap()).isEmpty();
    }

    @Test
    void inspect_quietTableThatSomebodyElseKnowsToBeRead_isSound() {
        batch(detector(), Duration.ZERO, START);
        progress.advance("Orders", START.plus(Duration.ofHours(40)));

        batch(detector(), Duration.ZERO, START.plus(Duration.ofDays(2)));
        assertThat(soundness.gap()).isEmpty();
    }

    @Test
    void inspect_oneOfTwoTablesSilent_marksUnsoundForThatOne() {
        batch(detector(), Duration.ZERO, START);
        GapDetector other = detector();
        for (int hours = 0; hours < 48; hours += 10) {
            other.inspect(Set.of("Users"), Duration.ZERO, START.plus(Duration.ofHours(hours)));
            other.settled(Set.of("Users"), Duration.ZERO, START.plus(Duration.ofHours(hours)));
        }
        assertThat(soundness.gap()).isEmpty();

        other.inspect(ORDERS, Duration.ZERO, START.plus(Duration.ofDays(2)));
        assertThat(soundness.gap())
                .map(Gap::reason)
                .hasValueSatisfying(reason -> assertThat(reason).contains("table Orders"));
    }

    @Test
    void inspect_directionInWhichNothingIsToFlowAnyMore_isSound() {
        batch(detector(), Duration.ZERO, START);
        flowing = false;

        detector().inspect(ORDERS, Duration.ofHours(23), START.plus(Duration.ofHours(48)));
        assertThat(soundness.gap()).isEmpty();
    }

    @Test
    void advance_earlierMoment_changesNothing() {
        progress.advance("Orders", START.plusSeconds(10));
        progress.advance("Orders", START.plusMillis(9_999));

        assertThat(progress.settledUpTo("Orders")).contains(START.plusSeconds(10));
    }

    private GapDetector detector() {
        return new GapDetector(soundness, progress, () -> flowing);
    }

    private static void batch(GapDetector detector, Duration age, Instant now) {
        detector.inspect(ORDERS, age, now);
        detector.settled(ORDERS, age, now);
    }
}

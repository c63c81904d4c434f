package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.AttributeValues;
import io.touchstream.protocol.control.Segments.Progress;
import io.touchstream.protocol.control.Segments.SegmentId;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SegmentsIT {
    private static final Instant AT = Instant.parse("2026-11-27T08:00:00Z");
    private static final SegmentId FIRST = new SegmentId("run", Job.TOUCH, "Old", 0);
    private static final SegmentId SECOND = new SegmentId("run", Job.TOUCH, "Old", 1);
    private static final Progress UNDER_WAY = new Progress(
            Map.of("id", AttributeValues.string("7")), Map.of("touched", 3L, "scanned", 5L), false, "throttled");
    private static final Progress DONE = new Progress(null, Map.of("touched", 4L), true, null);

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    private final ControlTable control = new ControlTable(database.client(), "segments-" + UUID.randomUUID());
    private final Segments segments = new Segments(control);

    @BeforeEach
    void create() {
        database.client().createTable(ControlTable.creation(control.name()));
    }

    @Test
    void find_savedSegment_isAsItWasSaved() {
        assertThat(segments.find(FIRST)).isEqualTo(Progress.NONE);
        segments.save(FIRST, UNDER_WAY, AT);
        assertThat(segments.find(FIRST)).isEqualTo(UNDER_WAY);

        segments.save(FIRST, DONE, AT);
        assertThat(segments.find(FIRST)).isEqualTo(DONE);
        assertThat(segments.find(SECOND)).isEqualTo(Progress.NONE);
    }

    @Test
    void find_sameSegmentOfAnotherJobTableOrRun_isAnother() {
        segments.save(FIRST, DONE, AT);

        assertThat(segments.find(new SegmentId("run", Job.UNTOUCH, "Old", 0))).isEqualTo(Progress.NONE);
        assertThat(segments.find(new SegmentId("run", Job.TOUCH, "Older", 0))).isEqualTo(Progress.NONE);
        assertThat(segments.find(new SegmentId("rerun", Job.TOUCH, "Old", 0))).isEqualTo(Progress.NONE);
    }

    @Test
    void ofRunAndTotals_severalSegments_areThoseOfTheRun() {
        segments.save(FIRST, UNDER_WAY, AT);
        segments.save(SECOND, DONE, AT);
        segments.save(new SegmentId("rerun", Job.TOUCH, "Old", 0), DONE, AT);

        assertThat(segments.ofRun("run")).isEqualTo(Map.of(FIRST, UNDER_WAY, SECOND, DONE));
        assertThat(segments.totals("run")).isEqualTo(Map.of("touched", 7L, "scanned", 5L));
        assertThat(segments.totals("another")).isEmpty();
    }
}

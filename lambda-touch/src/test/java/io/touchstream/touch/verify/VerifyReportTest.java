package io.touchstream.touch.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.protocol.control.Differences.Kind;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Segments.Progress;
import io.touchstream.protocol.control.Segments.SegmentId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifyReportTest {
    private final Map<SegmentId, Progress> segments = new LinkedHashMap<>();

    @Test
    void of_allSegmentsDoneWithoutFaults_isEqual() {
        segment(Job.VERIFY_SOURCE, 0, true, Map.of("scanned", 2L, "equal", 3L, "rule.rule 1", 2L, "table.A", 3L));
        segment(Job.VERIFY_SOURCE, 1, true, Map.of("scanned", 1L, "equal", 1L, "rule.rule 1", 1L, "table.A", 1L));
        segment(Job.VERIFY_TARGET, 0, true, Map.of("scanned", 4L, "equal", 4L, "table.A", 4L, "table.B", 1L));

        VerifyReport report = VerifyReport.of(segments, 3, List.of());
        assertThat(report.equal()).isTrue();
        assertThat(report.equalApartFromApplication()).isTrue();
        assertThat(report.source()).containsEntry("scanned", 3L).containsEntry("equal", 4L);
        assertThat(report.target()).containsEntry("scanned", 4L);
        assertThat(report.sourceItemsByRule()).isEqualTo(Map.of("rule 1", 3L));
        assertThat(report.expectedByTable()).isEqualTo(Map.of("A", 4L));
        assertThat(report.foundByTable()).isEqualTo(Map.of("A", 4L, "B", 1L));
    }

    @Test
    void of_segmentNotDone_isNotEqual() {
        segment(Job.VERIFY_SOURCE, 0, true, Map.of());
        segment(Job.VERIFY_TARGET, 0, false, Map.of());

        assertThat(VerifyReport.of(segments, 2, List.of()).equal()).isFalse();
        assertThat(VerifyReport.of(segments, 2, List.of()).equalApartFromApplication())
                .isFalse();
    }

    @Test
    void of_segmentNotBegun_isNotEqual() {
        segment(Job.VERIFY_SOURCE, 0, true, Map.of());
        segment(Job.TOUCH, 0, true, Map.of());

        assertThat(VerifyReport.of(segments, 2, List.of()).complete()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"MISSING", "DIFFERENT", "GHOST", "COLLISION", "QUARANTINED"})
    void of_faultInEitherDirection_isNotEqual(Kind kind) {
        segment(Job.VERIFY_SOURCE, 0, true, Map.of(CountNames.of(kind), 2L));
        segment(Job.VERIFY_TARGET, 0, true, Map.of(CountNames.of(kind), 1L));

        VerifyReport report = VerifyReport.of(segments, 2, List.of());
        assertThat(report.equal()).isFalse();
        assertThat(report.equalApartFromApplication()).isFalse();
        assertThat(report.faults()).isEqualTo(Map.of(kind, 3L));
    }

    @Test
    void of_applicationItemsForward_areFaultsUnlessExpected() {
        segment(Job.VERIFY_SOURCE, 0, true, Map.of("applicationOwned", 2L));

        VerifyReport report = VerifyReport.of(segments, 1, List.of());
        assertThat(report.equal()).isFalse();
        assertThat(report.equalApartFromApplication()).isTrue();
    }

    @Test
    void of_applicationItemsInReverseAndExpired_areNoFaults() {
        segment(Job.VERIFY_SOURCE, 0, true, Map.of("expired", 2L));
        segment(Job.VERIFY_TARGET, 0, true, Map.of("applicationOwned", 2L, "expired", 1L));

        assertThat(VerifyReport.of(segments, 2, List.of()).equal()).isTrue();
    }

    @Test
    void unlisted_bothDirections_isSummed() {
        segment(Job.VERIFY_SOURCE, 0, true, Map.of("unlisted", 2L, "missing", 2L));
        segment(Job.VERIFY_TARGET, 0, true, Map.of("unlisted", 1L, "ghost", 1L));

        assertThat(VerifyReport.of(segments, 2, List.of()).unlisted()).isEqualTo(3);
    }

    private void segment(Job job, int segment, boolean done, Map<String, Long> counts) {
        segments.put(new SegmentId("run", job, "Table", segment), new Progress(null, counts, done, null));
    }
}

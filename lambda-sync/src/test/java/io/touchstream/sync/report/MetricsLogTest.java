package io.touchstream.sync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The lines that alarms and people read. */
class MetricsLogTest {
    private final List<String> lines = new ArrayList<>();
    private final MetricsLog log = new MetricsLog("books", lines::add);

    @Test
    void quarantined_entry_isNamedByItsHashAndCause() {
        SourceId source = new SourceId("Source/id=S:secret");
        log.quarantined(new QuarantineEntry(
                source,
                Version.COPY,
                Cause.COLLISION,
                "why",
                null,
                null,
                Set.of(),
                new Images(null, null, null),
                Instant.EPOCH));

        assertThat(lines)
                .containsExactly(
                        "{\"level\":\"WARN\",\"event\":\"quarantined\",\"migration\":\"books\",\"sourceTable\":\"Source\","
                                + "\"sourceHash\":\"" + Integer.toHexString(source.hashCode())
                                + "\",\"cause\":\"COLLISION\",\"detail\":\"why\"}");
    }

    @Test
    void unfinished_items_areCountedWithTheirObstacle() {
        log.unfinished(3, "no time was left");

        assertThat(lines)
                .containsExactly("{\"level\":\"WARN\",\"event\":\"unfinished\",\"migration\":\"books\",\"items\":3,"
                        + "\"obstacle\":\"no time was left\"}");
    }

    @Test
    void batch_counts_areMetricsOfTheMigration() {
        log.batch(Instant.EPOCH, Map.of("written", 2L));

        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("\"Namespace\":\"Touchstream\"", "\"migration\":\"books\"", "\"written\":2"));
    }
}

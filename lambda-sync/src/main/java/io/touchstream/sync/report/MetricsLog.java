package io.touchstream.sync.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.metrics.EmbeddedMetrics;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes one JSON line for each batch and for each quarantined item.
 *
 * <p>A batch's line becomes metrics. Keys appear as hashes only, and values not at all.
 */
public final class MetricsLog {
    private static final JsonFactory JSON = new JsonFactory();

    private final String migration;
    private final Consumer<String> lines;

    public MetricsLog(String migration, Consumer<String> lines) {
        this.migration = migration;
        this.lines = lines;
    }

    /**
     * Writes a batch's line.
     *
     * @param metrics the counts and the lag in milliseconds, by the metric's name
     */
    public void batch(Instant at, Map<String, Long> metrics) {
        lines.accept(EmbeddedMetrics.line(migration, at, metrics));
    }

    /** Writes a quarantined item's line. */
    public void quarantined(QuarantineEntry entry) {
        write(json -> {
            json.writeStringField("level", "WARN");
            json.writeStringField("event", "quarantined");
            json.writeStringField("migration", migration);
            json.writeStringField("sourceTable", entry.source().table());
            json.writeStringField(
                    "sourceHash", Integer.toHexString(entry.source().hashCode()));
            json.writeStringField("cause", entry.cause().name());
            json.writeStringField("detail", entry.detail());
        });
    }

    /** Writes the line of a batch that is not finished. */
    public void unfinished(int items, String obstacle) {
        write(json -> {
            json.writeStringField("level", "WARN");
            json.writeStringField("event", "unfinished");
            json.writeStringField("migration", migration);
            json.writeNumberField("items", items);
            json.writeStringField("obstacle", obstacle);
        });
    }

    private void write(JsonBody body) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        lines.accept(line.toString());
    }

    @FunctionalInterface
    private interface JsonBody {
        void write(JsonGenerator json) throws IOException;
    }
}

package io.touchstream.sync.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.touchstream.protocol.control.QuarantineEntry;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes one JSON line for each batch and for each quarantined item.
 *
 * <p>A batch's line is in CloudWatch's embedded metric format, so that the counts become metrics without a request. Keys
 * appear as hashes only, and values not at all. Source: CloudWatch user guide, "Embedded metric format specification".
 */
public final class MetricsLog {
    private static final String NAMESPACE = "Touchstream";
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
        write(json -> {
            embeddedMetrics(json, at, metrics);
            json.writeStringField("migration", migration);
            for (Map.Entry<String, Long> metric : metrics.entrySet()) {
                json.writeNumberField(metric.getKey(), metric.getValue());
            }
        });
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

    private static void embeddedMetrics(JsonGenerator json, Instant at, Map<String, Long> metrics) throws IOException {
        json.writeObjectFieldStart("_aws");
        json.writeNumberField("Timestamp", at.toEpochMilli());
        json.writeArrayFieldStart("CloudWatchMetrics");
        json.writeStartObject();
        json.writeStringField("Namespace", NAMESPACE);
        json.writeArrayFieldStart("Dimensions");
        json.writeStartArray();
        json.writeString("migration");
        json.writeEndArray();
        json.writeEndArray();
        json.writeArrayFieldStart("Metrics");
        for (String name : metrics.keySet()) {
            json.writeStartObject();
            json.writeStringField("Name", name);
            json.writeStringField("Unit", name.endsWith("Millis") ? "Milliseconds" : "Count");
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
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

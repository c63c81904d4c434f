package io.touchstream.protocol.metrics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/**
 * Writes counts as a line of JSON in CloudWatch's embedded metric format, so that they become metrics without a request.
 * Source: CloudWatch user guide, "Embedded metric format specification".
 */
public final class EmbeddedMetrics {
    /** The metrics' namespace; each has the migration's name as its one dimension. */
    public static final String NAMESPACE = "Touchstream";

    private static final String DIMENSION = "migration";
    private static final JsonFactory JSON = new JsonFactory();

    private EmbeddedMetrics() {}

    /**
     * Returns the line.
     *
     * @param metrics counts, and milliseconds where the name ends so, by the metric's name
     */
    public static String line(String migration, Instant at, Map<String, Long> metrics) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            declare(json, at, metrics);
            json.writeStringField(DIMENSION, migration);
            for (Map.Entry<String, Long> metric : metrics.entrySet()) {
                json.writeNumberField(metric.getKey(), metric.getValue());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return line.toString();
    }

    private static void declare(JsonGenerator json, Instant at, Map<String, Long> metrics) throws IOException {
        json.writeObjectFieldStart("_aws");
        json.writeNumberField("Timestamp", at.toEpochMilli());
        json.writeArrayFieldStart("CloudWatchMetrics");
        json.writeStartObject();
        json.writeStringField("Namespace", NAMESPACE);
        json.writeArrayFieldStart("Dimensions");
        json.writeStartArray();
        json.writeString(DIMENSION);
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
}

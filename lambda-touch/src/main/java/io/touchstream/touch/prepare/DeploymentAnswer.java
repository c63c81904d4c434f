package io.touchstream.touch.prepare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells CloudFormation what became of a custom resource whose service token is the function itself: by a PUT to the
 * address that the request brings. CDK's provider framework does that on its own and brings no address.
 *
 * <p>Source: CloudFormation user guide, "Custom resource response objects".
 */
final class DeploymentAnswer {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int FIRST_FAILURE = 300;
    private static final List<String> ECHOED = List.of("StackId", "RequestId", "LogicalResourceId");

    private final Map<String, Object> request;
    private final URI address;

    private DeploymentAnswer(Map<String, Object> request, URI address) {
        this.request = request;
        this.address = address;
    }

    /** Returns what answers a request; nothing where somebody else does. */
    static Optional<DeploymentAnswer> to(Map<String, Object> request) {
        return request.get("ResponseURL") instanceof String url && url.startsWith("http")
                ? Optional.of(new DeploymentAnswer(request, URI.create(url)))
                : Optional.empty();
    }

    void succeeded(Map<String, Object> answer) {
        send(json -> {
            json.writeStringField("Status", "SUCCESS");
            json.writeStringField("PhysicalResourceId", String.valueOf(answer.get("PhysicalResourceId")));
            if (answer.get("Data") instanceof Map<?, ?> data) {
                json.writeObjectFieldStart("Data");
                for (Map.Entry<?, ?> entry : data.entrySet()) {
                    json.writeStringField(String.valueOf(entry.getKey()), String.valueOf(entry.getValue()));
                }
                json.writeEndObject();
            }
        });
    }

    void failed(String reason) {
        send(json -> {
            json.writeStringField("Status", "FAILED");
            json.writeStringField("Reason", reason);
            // A creation that fails is deleted by this id, at which nothing is done.
            json.writeStringField(
                    "PhysicalResourceId", String.valueOf(request.getOrDefault("PhysicalResourceId", "failed")));
        });
    }

    private void send(Body body) {
        try {
            put(write(body));
        } catch (IOException failure) {
            throw new UncheckedIOException("could not tell CloudFormation what became of the resource", failure);
        }
    }

    private byte[] write(Body body) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (String name : ECHOED) {
                json.writeStringField(name, String.valueOf(request.get(name)));
            }
            body.write(json);
            json.writeEndObject();
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void put(byte[] body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestMethod("PUT");
        // The address is signed for an empty content type.
        connection.setRequestProperty("Content-Type", "");
        connection.setFixedLengthStreamingMode(body.length);
        connection.setDoOutput(true);
        try (OutputStream output = connection.getOutputStream()) {
            output.write(body);
        }
        if (connection.getResponseCode() >= FIRST_FAILURE) {
            throw new IOException("status " + connection.getResponseCode());
        }
    }

    @FunctionalInterface
    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }
}

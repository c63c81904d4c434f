package io.touchstream.operator.deployed;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Points the SDK's clients of this process to a stand-in, as one would by the environment, until it is closed. Source: AWS SDKs
 * reference guide, "Service-specific endpoints".
 */
public final class FakeEndpoints implements AutoCloseable {
    private final Map<String, @Nullable String> before = new LinkedHashMap<>();

    public FakeEndpoints(FakeAws aws) {
        set("aws.endpointUrl", aws.endpoint());
        set("aws.accessKeyId", "local");
        set("aws.secretAccessKey", "local");
    }

    /** Sets a property of the process until this is closed. */
    public void set(String property, String value) {
        before.put(property, System.getProperty(property));
        System.setProperty(property, value);
    }

    @Override
    public void close() {
        before.forEach((property, value) -> {
            if (value == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
    }
}

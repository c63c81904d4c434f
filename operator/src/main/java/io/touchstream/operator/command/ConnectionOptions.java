package io.touchstream.operator.command;

import io.touchstream.operator.UsageException;
import io.touchstream.operator.connection.Connection;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where DynamoDB is, named as the AWS CLI names them. */
final class ConnectionOptions {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    @Option(
            names = "--endpoint-url",
            paramLabel = "URL",
            description = "any DynamoDB endpoint; default: the region's own")
    @Nullable
    String endpoint;

    @Option(names = "--region", paramLabel = "REGION", description = "the AWS region; default: as the AWS CLI finds it")
    @Nullable
    String region;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description = "the AWS profile; default: as the AWS CLI finds it")
    @Nullable
    String profile;

    Connection connection() {
        return new Connection(endpoint == null ? null : uri(endpoint), region, profile);
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && SCHEMES.contains(String.valueOf(uri.getScheme()))) {
                return uri;
            }
            throw new URISyntaxException(text, "not an endpoint");
        } catch (URISyntaxException notAnAddress) {
            throw new UsageException("--endpoint-url " + text + ": expected http://HOST:PORT or https://HOST");
        }
    }
}

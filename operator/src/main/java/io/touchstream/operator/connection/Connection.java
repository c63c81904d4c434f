package io.touchstream.operator.connection;

import java.net.URI;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Says where DynamoDB is, and who asks.
 *
 * @param endpoint the endpoint; null for the region's own
 * @param region the region; null for what the ordinary chain says
 * @param profile the profile; null for the default one
 * @param customization is applied to each client of the tables last; observes requests, for instance
 */
public record Connection(
        @Nullable URI endpoint,
        @Nullable String region,
        @Nullable String profile,
        UnaryOperator<DynamoDbClientBuilder> customization) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]", "::1");
    private static final AwsCredentialsProvider ANYBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));

    public Connection(@Nullable URI endpoint, @Nullable String region, @Nullable String profile) {
        this(endpoint, region, profile, UnaryOperator.identity());
    }

    /** Returns a client with the SDK's own retries. */
    public DynamoDbClient dynamoDb() {
        return destination().apply(DynamoDbClient.builder()).build();
    }

    /** Returns a client of the streams. */
    public DynamoDbStreamsClient streams() {
        return to(DynamoDbStreamsClient.builder()).build();
    }

    /** Returns a builder of another service's client, with the same region and credentials. Endpoints are of DynamoDB only. */
    public <B extends AwsClientBuilder<B, ?>> B service(B builder) {
        return builder.region(region == null ? defaultRegion() : Region.of(region))
                .credentialsProvider(credentials());
    }

    /** Returns what sets a client's destination. */
    public UnaryOperator<DynamoDbClientBuilder> destination() {
        return builder -> customization.apply(to(builder));
    }

    /** Returns a short description of the destination, for people. */
    public String description() {
        return endpoint == null ? "region " + region() : endpoint.toString();
    }

    private <B extends AwsClientBuilder<B, ?>> B to(B builder) {
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return service(builder);
    }

    private Region defaultRegion() {
        if (!isLoopback()) {
            return DefaultAwsRegionProviderChain.builder()
                    .profileName(profile)
                    .build()
                    .getRegion();
        }
        try {
            return new AwsRegionProviderChain(
                            new SystemSettingsRegionProvider(),
                            new AwsProfileRegionProvider(ProfileFile::defaultProfileFile, profile))
                    .getRegion();
        } catch (SdkClientException unknown) {
            return Region.EU_WEST_1;
        }
    }

    /**
     * A database on this machine takes any credentials, so none need be set up for it. Those of an instance are not asked for: where
     * there is none, that takes seconds for each client.
     */
    private AwsCredentialsProvider credentials() {
        if (!isLoopback()) {
            return DefaultCredentialsProvider.builder().profileName(profile).build();
        }
        AwsCredentialsProvider configured = AwsCredentialsProviderChain.of(
                SystemPropertyCredentialsProvider.create(),
                EnvironmentVariableCredentialsProvider.create(),
                ProfileCredentialsProvider.create(profile));
        try {
            configured.resolveCredentials();
            return configured;
        } catch (SdkClientException none) {
            return ANYBODY;
        }
    }

    private boolean isLoopback() {
        return endpoint != null && LOOPBACK.contains(endpoint.getHost());
    }
}

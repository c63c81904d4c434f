package io.touchstream.infra;

import io.touchstream.infra.FunctionFactory.Spec;
import io.touchstream.machine.Names;
import io.touchstream.protocol.control.SyncHeartbeats;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping.DestinationConfigProperty;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping.MetricsConfigProperty;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping.OnFailureProperty;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/** Creates the function that carries changes in one direction, and what feeds it with each table's stream. */
final class Sync {
    /** The alias that the mappings invoke: SnapStart is for published versions. */
    static final String ALIAS = "live";

    private static final String HANDLER = "io.touchstream.sync.SyncHandler::handleRequest";
    private static final int MEMORY = 1769;
    private static final Duration TIME = Duration.seconds(SyncHeartbeats.LONGEST_BATCH.toSeconds());

    private static final int BATCH = 1000;
    private static final int WINDOW_SECONDS = 1;
    private static final int PARALLELIZATION = 10;
    /** The most there can be, so that age decides: what fails is never one record, which is quarantined, but a condition. */
    private static final int RETRIES = 10_000;
    /** A record is given up, whole, to the bucket before the stream would drop it after 24 hours. */
    private static final int RECORD_AGE_SECONDS = 20 * 60 * 60;

    private final Construct scope;
    private final Direction direction;
    private final Function function;
    private final Alias alias;
    private final Map<String, CfnEventSourceMapping> mappings = new LinkedHashMap<>();

    private Sync(Construct scope, Direction direction, Function function, Alias alias) {
        this.scope = scope;
        this.direction = direction;
        this.function = function;
        this.alias = alias;
    }

    /** Creates the function with its alias. */
    static Sync create(
            Construct scope,
            Direction direction,
            FunctionFactory factory,
            Artifacts artifacts,
            List<PolicyStatement> rights) {
        Function function = factory.create(
                new Spec(
                        direction.id(),
                        direction.description(),
                        artifacts.syncJar(),
                        HANDLER,
                        MEMORY,
                        TIME,
                        direction.environment(),
                        Optional.of(SnapStartConf.ON_PUBLISHED_VERSIONS)),
                rights);
        Alias alias = Alias.Builder.create(scope, direction.id() + "Live")
                .aliasName(ALIAS)
                .version(function.getCurrentVersion())
                .build();
        return new Sync(scope, direction, function, alias);
    }

    /** Feeds the function with the streams, given by table. */
    Sync feed(Map<String, String> streams, Bucket bucket) {
        streams.forEach((table, stream) -> mappings.put(table, mapping(table, stream, bucket)));
        return this;
    }

    Direction direction() {
        return direction;
    }

    Function function() {
        return function;
    }

    /** Returns the mappings by the table whose stream they read. */
    Map<String, CfnEventSourceMapping> mappings() {
        return Collections.unmodifiableMap(mappings);
    }

    private CfnEventSourceMapping mapping(String table, String stream, Bucket bucket) {
        // INVARIANT 1: from the oldest record. LATEST misses what is written while the mapping is being created.
        return CfnEventSourceMapping.Builder.create(scope, direction.prefix() + "Mapping" + Names.logical(table))
                .enabled(direction.isEnabled())
                .functionName(alias.getFunctionArn())
                .eventSourceArn(stream)
                .startingPosition("TRIM_HORIZON")
                .batchSize(BATCH)
                .maximumBatchingWindowInSeconds(WINDOW_SECONDS)
                .parallelizationFactor(PARALLELIZATION)
                .functionResponseTypes(List.of("ReportBatchItemFailures"))
                .bisectBatchOnFunctionError(true)
                .maximumRetryAttempts(RETRIES)
                .maximumRecordAgeInSeconds(RECORD_AGE_SECONDS)
                .destinationConfig(DestinationConfigProperty.builder()
                        .onFailure(OnFailureProperty.builder()
                                .destination(bucket.getBucketArn())
                                .build())
                        .build())
                .metricsConfig(MetricsConfigProperty.builder()
                        .metrics(List.of("EventCount"))
                        .build())
                .build();
    }
}

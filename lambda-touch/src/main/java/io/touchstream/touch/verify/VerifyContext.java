package io.touchstream.touch.verify;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.protocol.control.Differences;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.touch.segment.Sleeper;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Holds what the verify jobs of one migration share. All of it is safe to share between threads.
 *
 * @param executor runs batch reads side by side; its threads bound how many are in flight
 */
public record VerifyContext(
        DynamoDbClient client,
        MigrationDefinition definition,
        Transformation transformation,
        Quarantine quarantine,
        SyncHeartbeats heartbeats,
        Differences differences,
        Tombstones tombstones,
        ExecutorService executor,
        Clock clock,
        Sleeper sleeper,
        VerifySettings settings) {}

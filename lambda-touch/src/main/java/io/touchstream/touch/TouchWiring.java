package io.touchstream.touch;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Differences;
import io.touchstream.protocol.control.ImageStore;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.Segments;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.protocol.control.TouchSettings;
import io.touchstream.touch.mark.Toucher;
import io.touchstream.touch.rate.Backoff;
import io.touchstream.touch.rate.PacedWrites;
import io.touchstream.touch.rate.PatientClient;
import io.touchstream.touch.rate.WriteRate;
import io.touchstream.touch.segment.Sleeper;
import io.touchstream.touch.verify.VerifyContext;
import io.touchstream.touch.verify.VerifySettings;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import java.util.Random;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Builds what segment jobs need, once for each instance of the function. */
final class TouchWiring {
    private final Segments segments;
    private final SegmentWorker worker;
    private final SegmentJobs jobs;
    private final Toucher toucher;

    /**
     * Builds it.
     *
     * @param client lets throttles through at once
     * @param stopped tells that no more pages and writes are to be begun
     */
    TouchWiring(
            DynamoDbClient client,
            MigrationDefinition definition,
            Transformation transformation,
            ControlTable control,
            ImageStore largeImages,
            VerifySettings settings,
            Clock clock,
            TouchHandler.Execution execution,
            SegmentMetrics metrics,
            BooleanSupplier stopped) {
        Random random = execution.random();
        Sleeper sleeper = execution.sleeper();
        DynamoDbClient patient = new PatientClient(client, sleeper, new Backoff(random));
        ControlTable rows = control.using(patient);
        SyncHeartbeats heartbeats = new SyncHeartbeats(rows);
        Quarantine quarantine = new Quarantine(rows, largeImages);
        WriteRate rate = new WriteRate(new TouchSettings(rows), heartbeats, clock);
        this.segments = new Segments(rows);
        this.toucher = new Toucher(patient, definition.touch().marker());
        this.worker = new SegmentWorker(segments, rate, clock, sleeper, stopped, metrics);
        this.jobs = new SegmentJobs(
                client,
                new VerifyContext(
                        patient,
                        definition,
                        transformation,
                        quarantine,
                        heartbeats,
                        new Differences(rows),
                        new Tombstones(rows),
                        execution.readers(),
                        clock,
                        sleeper,
                        settings),
                new PacedWrites(execution.writers(), rate, clock, sleeper, random, stopped),
                rows,
                random);
    }

    Segments segments() {
        return segments;
    }

    SegmentWorker worker() {
        return worker;
    }

    SegmentJobs jobs() {
        return jobs;
    }

    Toucher toucher() {
        return toucher;
    }
}

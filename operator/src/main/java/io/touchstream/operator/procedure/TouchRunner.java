package io.touchstream.operator.procedure;

import io.touchstream.local.map.MapOutcome;
import io.touchstream.local.map.SegmentMap;
import io.touchstream.local.map.SegmentMapSettings;
import io.touchstream.operator.UnusableException;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.touch.TouchClients;
import io.touchstream.touch.TouchHandler;
import io.touchstream.touch.copy.ItemRepair;
import io.touchstream.touch.mark.MarkerTakenException;
import io.touchstream.touch.mark.Toucher;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.verify.SourceRepair;
import io.touchstream.touch.verify.VerifySettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Runs segment jobs in this process: the very handler that Lambda runs, side by side over the segments. */
public final class TouchRunner implements AutoCloseable {
    /** How many segments are worked on side by side. */
    static final int WORKERS = 4;

    private static final Duration INVOCATION = Duration.ofMinutes(5);

    private final Workspace workspace;
    private final DynamoDbClient client;
    private final TouchHandler handler;

    public TouchRunner(Workspace workspace, VerifySettings verify) {
        this.workspace = workspace;
        this.client = TouchClients.dynamoDb(workspace.connection().destination());
        this.handler = new TouchHandler(
                client,
                workspace.definition(),
                workspace.transformation(),
                workspace.control().using(client),
                workspace.largeImages(),
                verify,
                Clock.systemUTC());
    }

    /**
     * Works through all segments of some tables, or goes on where an earlier process stopped.
     *
     * @param tables the tables of each job
     * @return whether all segments are done; false where the end was asked for first
     * @throws UnusableException when a segment failed for good
     */
    public boolean run(Run run, Map<Job, ? extends Collection<String>> tables, Stop stop) throws InterruptedException {
        List<SegmentRequest> requests = new ArrayList<>();
        tables.forEach((job, names) -> names.forEach(table -> {
            for (int segment = 0; segment < run.totalSegments(); segment++) {
                requests.add(new SegmentRequest(run.id(), job, table, segment, run.totalSegments()));
            }
        }));
        if (!tables.containsKey(Job.VERIFY_SOURCE)) {
            // Who only reads has no share in the rate of a touch that is under way elsewhere.
            workspace.settings().workers(WORKERS);
        }
        SegmentMap<SegmentRequest> map = new SegmentMap<>(
                request -> handler.work(request, Instant.now().plus(INVOCATION)).done(),
                SegmentMapSettings.withWorkers(WORKERS));
        stop.onAsk(() -> {
            handler.stop();
            map.stop();
        });
        MapOutcome<SegmentRequest> outcome = map.run(requests);
        if (!outcome.failed().isEmpty()) {
            Map.Entry<SegmentRequest, Throwable> first =
                    outcome.failed().entrySet().iterator().next();
            if (first.getValue() instanceof MarkerTakenException taken) {
                throw taken;
            }
            throw new UnusableException("segment " + first.getKey().segment() + " of table "
                    + first.getKey().table() + " failed: " + cause(first.getValue()));
        }
        return !outcome.stopped();
    }

    private static String cause(Throwable failure) {
        return failure instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? service.awsErrorDetails().errorCode() + ": "
                        + service.awsErrorDetails().errorMessage()
                : failure.toString();
    }

    /** Returns what touches single items. */
    Toucher toucher() {
        return handler.toucher();
    }

    /**
     * Returns what repairs single items, through the definition's lane. Copies that an earlier repair had been about to put
     * are checked first.
     */
    public SourceRepair repair() {
        settlePending(ItemRepair.RUN);
        return handler.repair();
    }

    /**
     * Checks the copies that were about to be put by a run that nobody works on any more.
     *
     * @throws UnusableException when that does not end in time
     */
    void settlePending(String run) {
        try {
            handler.settlePending(run, Instant.now().plus(INVOCATION));
        } catch (OutOfTimeException late) {
            throw new UnusableException("the copies of an earlier run could not be checked in time: "
                    + "is the job paused, or the target throttled?");
        }
    }

    @Override
    public void close() {
        handler.close();
        client.close();
    }
}

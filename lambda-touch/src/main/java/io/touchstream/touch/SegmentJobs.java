package io.touchstream.touch;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.KeySchema;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.PendingCopies;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.touch.copy.CopyJob;
import io.touchstream.touch.copy.ItemCopier;
import io.touchstream.touch.copy.ItemRepair;
import io.touchstream.touch.inplace.Alterations;
import io.touchstream.touch.inplace.Backward;
import io.touchstream.touch.inplace.Forward;
import io.touchstream.touch.inplace.InPlaceJob;
import io.touchstream.touch.inplace.InPlaceRepair;
import io.touchstream.touch.inplace.InPlaceVerifyJob;
import io.touchstream.touch.mark.LaneRepair;
import io.touchstream.touch.mark.TouchJob;
import io.touchstream.touch.mark.Toucher;
import io.touchstream.touch.rate.PacedWrites;
import io.touchstream.touch.removal.MarkerRemoval;
import io.touchstream.touch.removal.ProvenanceRemoval;
import io.touchstream.touch.removal.RemovalJob;
import io.touchstream.touch.segment.ReadAhead;
import io.touchstream.touch.segment.SegmentJob;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SourceScan;
import io.touchstream.touch.segment.TableKeys;
import io.touchstream.touch.verify.SourceRepair;
import io.touchstream.touch.verify.VerifyContext;
import io.touchstream.touch.verify.VerifySourceJob;
import io.touchstream.touch.verify.VerifyTargetJob;
import java.util.Random;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Makes the job that a request asks for. */
final class SegmentJobs {
    private final MigrationDefinition definition;
    private final SourceScan scan;
    private final Toucher toucher;
    private final PacedWrites writes;
    private final ItemCopier copier;
    private final SourceRepair repair;
    private final DynamoDbClient exposed;
    private final VerifyContext verify;
    private final Random random;

    /**
     * Creates the factory.
     *
     * @param exposed lets throttles through at once, for what the rate paces
     * @param verify its client waits throttles out
     * @param control the control table, reached as patiently
     */
    SegmentJobs(DynamoDbClient exposed, VerifyContext verify, PacedWrites writes, ControlTable control, Random random) {
        this.definition = verify.definition();
        this.exposed = exposed;
        this.scan = new SourceScan(verify.client(), verify.clock(), verify.sleeper());
        this.toucher = new Toucher(exposed, definition.touch().marker());
        this.writes = writes;
        this.copier = new ItemCopier(
                verify, new GuardedWriter(exposed, definition, control), writes, new PendingCopies(control, random));
        this.verify = verify;
        this.random = random;
        this.repair = definition.inPlace() == null
                ? new LaneRepair(
                        definition.touch().lane(),
                        new Toucher(verify.client(), definition.touch().marker()),
                        new ItemRepair(verify, new GuardedWriter(verify.client(), definition, control), copier))
                : new InPlaceRepair(verify, forward());
    }

    /**
     * Makes a job.
     *
     * @param listedBefore how many differences the segment has listed in earlier invocations
     */
    SegmentJob job(SegmentRequest request, long listedBefore) {
        if (definition.inPlace() != null) {
            return inPlace(request, listedBefore);
        }
        return switch (request.job()) {
            case TOUCH ->
                new TouchJob(
                        scan,
                        new ReadAhead(scan, verify.executor()),
                        toucher,
                        writes,
                        copier,
                        definition.touch(),
                        request,
                        random);
            case UNTOUCH ->
                new RemovalJob(
                        scan, new MarkerRemoval(toucher, definition.touch().marker()), writes, request);
            case SCRUB -> new RemovalJob(scan, new ProvenanceRemoval(exposed), writes, request);
            case COPY -> new CopyJob(scan, copier, writes.rate(), definition.touch(), request);
            case VERIFY_SOURCE -> new VerifySourceJob(verify, request, keySchema(request.table()), listedBefore);
            case VERIFY_TARGET -> new VerifyTargetJob(verify, request, listedBefore);
        };
    }

    ItemCopier copier() {
        return copier;
    }

    SourceRepair repair() {
        return repair;
    }

    private Forward forward() {
        return new Forward(definition, verify.transformation());
    }

    private KeySchema keySchema(String table) {
        return TableKeys.of(verify.client()
                .describeTable(describe -> describe.tableName(table))
                .table());
    }

    private SegmentJob inPlace(SegmentRequest request, long listedBefore) {
        return switch (request.job()) {
            case TOUCH -> inPlace(request, forward());
            case UNTOUCH -> inPlace(request, new Backward(definition, verify.transformation()));
            case VERIFY_SOURCE -> new InPlaceVerifyJob(verify, scan, forward(), request, listedBefore);
            case COPY, SCRUB, VERIFY_TARGET ->
                throw new IllegalArgumentException("a migration in place has no job " + request.job());
        };
    }

    private InPlaceJob inPlace(SegmentRequest request, Alterations alterations) {
        return new InPlaceJob(scan, exposed, alterations, verify.quarantine(), writes, request, verify.clock(), random);
    }
}

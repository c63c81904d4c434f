package io.touchstream.touch;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import io.touchstream.protocol.control.PendingCopies;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.touch.copy.CopyJob;
import io.touchstream.touch.copy.ItemCopier;
import io.touchstream.touch.mark.TouchJob;
import io.touchstream.touch.mark.Toucher;
import io.touchstream.touch.mark.UntouchJob;
import io.touchstream.touch.rate.PacedWrites;
import io.touchstream.touch.segment.SegmentJob;
import io.touchstream.touch.segment.SegmentRequest;
import io.touchstream.touch.segment.SourceScan;
import io.touchstream.touch.verify.VerifyContext;
import io.touchstream.touch.verify.VerifySourceJob;
import io.touchstream.touch.verify.VerifyTargetJob;
import java.util.List;
import java.util.Random;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Makes the job that a request asks for. */
final class SegmentJobs {
    private final MigrationDefinition definition;
    private final SourceScan scan;
    private final Toucher toucher;
    private final PacedWrites writes;
    private final ItemCopier copier;
    private final VerifyContext verify;
    private final Random random;

    /**
     * Creates the factory.
     *
     * @param exposed lets throttles through at once, for what the rate paces
     * @param verify its client waits throttles out
     */
    SegmentJobs(
            DynamoDbClient exposed, VerifyContext verify, PacedWrites writes, PendingCopies pending, Random random) {
        this.definition = verify.definition();
        this.scan = new SourceScan(verify.client(), verify.clock(), verify.sleeper());
        this.toucher = new Toucher(exposed, definition.touch().marker());
        this.writes = writes;
        this.copier = new ItemCopier(verify, new GuardedWriter(exposed), writes, pending);
        this.verify = verify;
        this.random = random;
    }

    /**
     * Makes a job.
     *
     * @param listedBefore how many differences the segment has listed in earlier invocations
     */
    SegmentJob job(SegmentRequest request, long listedBefore) {
        return switch (request.job()) {
            case TOUCH -> new TouchJob(scan, toucher, writes, copier, definition.touch(), request, random);
            case UNTOUCH ->
                new UntouchJob(scan, toucher, writes, definition.touch().marker(), request);
            case COPY -> new CopyJob(scan, copier, writes.rate(), definition.touch(), request);
            case VERIFY_SOURCE -> new VerifySourceJob(verify, request, keySchema(request.table()), listedBefore);
            case VERIFY_TARGET -> new VerifyTargetJob(verify, request, listedBefore);
        };
    }

    private KeySchema keySchema(String table) {
        TableDescription description = verify.client()
                .describeTable(describe -> describe.tableName(table))
                .table();
        List<KeyAttribute> attributes = description.keySchema().stream()
                .map(key -> new KeyAttribute(key.attributeName(), typeOf(description, key.attributeName())))
                .toList();
        return new KeySchema(attributes.get(0), attributes.size() > 1 ? attributes.get(1) : null);
    }

    private static KeyType typeOf(TableDescription description, String attribute) {
        return description.attributeDefinitions().stream()
                .filter(definition -> definition.attributeName().equals(attribute))
                .map(AttributeDefinition::attributeTypeAsString)
                .map(KeyType::valueOf)
                .findFirst()
                .orElseThrow();
    }
}

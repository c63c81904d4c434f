package io.touchstream.infra;

import io.touchstream.definition.TouchDefinition.Lane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.s3.Bucket;

/** States what each function may do, and to what: exact actions on exact resources. */
final class Rights {
    /** What a segment job and sync do with the control table's rows. */
    private static final List<String> ROWS = List.of(
            "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem");

    /** To find what is quarantined takes batches, besides. */
    private static final List<String> ROWS_AND_QUARANTINE =
            Stream.concat(Stream.of("dynamodb:BatchGetItem"), ROWS.stream()).toList();

    private final List<String> sources;
    private final List<String> targets;
    private final String control;
    private final Bucket bucket;
    private final Encryption encryption;
    private final Lane lane;

    /**
     * Creates it.
     *
     * @param sources the source tables' names
     * @param lane in the copy lane, nobody may write the sources but the way back
     */
    Rights(
            Stack stack,
            Collection<String> sources,
            Collection<Table> targets,
            Table control,
            Bucket bucket,
            Encryption encryption,
            Lane lane) {
        this.lane = lane;
        this.sources = sources.stream().map(name -> tableArn(stack, name)).toList();
        this.targets = targets.stream().map(Table::getTableArn).toList();
        this.control = control.getTableArn();
        this.bucket = bucket;
        this.encryption = encryption;
    }

    /** Reads the sources' streams, writes the target, and puts into the bucket what could not be written. */
    List<PolicyStatement> sync(Collection<String> streams) {
        return changes(
                sources,
                streams,
                allow("Target", List.of("dynamodb:DeleteItem", "dynamodb:PutItem"), targets),
                tombstones());
    }

    /** Reads the targets' streams, writes the source, and puts into the bucket what could not be written. */
    List<PolicyStatement> reverseSync(Collection<String> streams) {
        return changes(
                targets,
                streams,
                allow(
                        "Source",
                        List.of(
                                "dynamodb:DeleteItem",
                                "dynamodb:DescribeTable",
                                "dynamodb:GetItem",
                                "dynamodb:PutItem"),
                        sources),
                allow("Target", List.of("dynamodb:GetItem"), targets));
    }

    private List<PolicyStatement> changes(
            List<String> tables, Collection<String> streams, PolicyStatement... ofTables) {
        List<PolicyStatement> all = new ArrayList<>(List.of(ofTables));
        all.add(allow("Control", ROWS_AND_QUARANTINE, List.of(control)));
        all.add(allow(
                "Stream",
                List.of("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
                List.copyOf(streams)));
        // A list has no stream to name.
        all.add(allow(
                "Streams",
                List.of("dynamodb:ListStreams"),
                tables.stream().map(table -> table + "/stream/*").toList()));
        all.add(allow("Images", List.of("s3:PutObject"), List.of(objects("quarantine/*"), objects("aws/lambda/*"))));
        // Lambda asks for it before it delivers. Source: Lambda developer guide, "Configuring destinations".
        all.add(allow("Bucket", List.of("s3:ListBucket"), List.of(bucket.getBucketArn())));
        return withKeys(all.toArray(PolicyStatement[]::new));
    }

    /** Marks source items; what is too large for the marker, it copies. */
    List<PolicyStatement> touch() {
        return withKeys(
                allow("Control", ROWS, List.of(control)),
                mark("dynamodb:BatchGetItem", "dynamodb:DescribeTable", "dynamodb:Scan"),
                checkedCopies(),
                tombstones());
    }

    /** Reads the source and puts copies; never writes the source. */
    List<PolicyStatement> copy() {
        return withKeys(allow("Control", ROWS, List.of(control)), readSource(), checkedCopies(), tombstones());
    }

    /** Reads source and target; writes neither. */
    List<PolicyStatement> verify() {
        return withKeys(
                allow("Control", ROWS_AND_QUARANTINE, List.of(control)),
                readSource(),
                allow("Target", List.of("dynamodb:BatchGetItem", "dynamodb:Scan"), targets));
    }

    /** Takes the marker away again; knows no target. */
    List<PolicyStatement> untouch() {
        return withKeys(allow("Control", ROWS, List.of(control)), mark("dynamodb:DescribeTable", "dynamodb:Scan"));
    }

    /** Touches one source item, and asks whether sync has seen it. */
    List<PolicyStatement> canary() {
        return withKeys(
                allow("Control", List.of("dynamodb:GetItem"), List.of(control)),
                mark("dynamodb:DescribeTable", "dynamodb:Scan"));
    }

    /** Looks after the sources' streams. */
    List<PolicyStatement> sourceStream() {
        return List.of(
                allow("Source", List.of("dynamodb:DescribeTable", "dynamodb:UpdateTable"), sources),
                // Lambda lists the readers of a stream for nobody less than the whole region.
                allow("Readers", List.of("lambda:ListEventSourceMappings"), List.of("*")));
    }

    /** Writes a function's own log. */
    static PolicyStatement log(String logGroupArn) {
        return allow("Log", List.of("logs:CreateLogStream", "logs:PutLogEvents"), List.of(logGroupArn));
    }

    static PolicyStatement allow(String sid, List<String> actions, List<String> resources) {
        return PolicyStatement.Builder.create()
                .sid(sid)
                .effect(Effect.ALLOW)
                .actions(actions)
                .resources(resources)
                .build();
    }

    /** Returns the ARN of a table that is not of this stack. */
    private static String tableArn(Stack stack, String name) {
        return stack.formatArn(ArnComponents.builder()
                .service("dynamodb")
                .resource("table")
                .resourceName(name)
                .arnFormat(ArnFormat.SLASH_RESOURCE_NAME)
                .build());
    }

    /** Sets and removes the marker, but for sources that must not be written. */
    private PolicyStatement mark(String... reads) {
        boolean written = lane != Lane.COPY || targets.isEmpty();
        Stream<String> updates = written ? Stream.of("dynamodb:UpdateItem") : Stream.empty();
        return allow("Source", Stream.concat(Stream.of(reads), updates).toList(), sources);
    }

    private PolicyStatement readSource() {
        return allow("Source", List.of("dynamodb:BatchGetItem", "dynamodb:DescribeTable", "dynamodb:Scan"), sources);
    }

    /** A copy that was put is read again, and taken back where the source does not yield it any more. */
    private PolicyStatement checkedCopies() {
        return allow("Target", List.of("dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:PutItem"), targets);
    }

    /** While the application deletes in the target, what is put there asks for the absence of its tombstone. */
    private PolicyStatement tombstones() {
        return allow("Tombstones", List.of("dynamodb:ConditionCheckItem"), List.of(control));
    }

    private String objects(String pattern) {
        return bucket.arnForObjects(pattern);
    }

    private List<PolicyStatement> withKeys(PolicyStatement... statements) {
        List<PolicyStatement> all = new ArrayList<>();
        // In place there are no targets to have rights to.
        Stream.of(statements)
                .filter(statement -> !statement.getResources().isEmpty())
                .forEach(all::add);
        encryption.use().ifPresent(all::add);
        return all;
    }
}

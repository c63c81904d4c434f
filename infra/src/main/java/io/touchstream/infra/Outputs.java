package io.touchstream.infra;

import io.touchstream.protocol.stack.StackOutput;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.CfnDashboard;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.s3.Bucket;

/** Writes the stack's outputs: every name that the operator needs. */
final class Outputs {
    private final Stack stack;

    Outputs(Stack stack) {
        this.stack = stack;
    }

    void write(
            Watched watched,
            Table control,
            Bucket bucket,
            CfnDashboard dashboard,
            Writers writers,
            boolean production) {
        output(StackOutput.MIGRATION_NAME, "The migration", watched.definition().name());
        output(
                StackOutput.DEFINITION_CHECKSUM,
                "The definition's meaning",
                watched.definition().checksum());
        output(StackOutput.STATE_MACHINE_ARN, "Runs touch, copy, verify and untouch", watched.machine());
        watched.segments().forEach((job, function) -> output(job.id() + "FunctionName", "Works on segments", function));
        watched.consumers()
                .forEach(consumer -> output(
                        consumer.direction() == Direction.FORWARD
                                ? StackOutput.SYNC_FUNCTION_NAME
                                : StackOutput.REVERSE_SYNC_FUNCTION_NAME,
                        "Function of " + consumer.direction().description(),
                        consumer.function()));
        output(
                StackOutput.EVENT_SOURCE_MAPPINGS,
                "Mapping's id by source table",
                stack.toJsonString(mappings(watched, Direction.FORWARD)));
        output(
                StackOutput.REVERSE_EVENT_SOURCE_MAPPINGS,
                "Mapping's id by target table; none where changes cannot be carried back",
                stack.toJsonString(mappings(watched, Direction.REVERSE)));
        output(
                StackOutput.SOURCE_WRITER_ROLES,
                "Roles that may write the source, also once it is fenced",
                stack.toJsonString(writers.source()));
        output(
                StackOutput.TARGET_WRITER_ROLES,
                "Roles that may write the target, also once it is fenced",
                stack.toJsonString(writers.target()));
        output(StackOutput.CONTROL_TABLE_NAME, "Runs, segments, quarantine, settings", control.getTableName());
        output(StackOutput.BUCKET_NAME, "Large images, and records that were given up", bucket.getBucketName());
        output(
                StackOutput.DASHBOARD_URL,
                "What to look at",
                "https://" + stack.getRegion() + ".console.aws.amazon.com/cloudwatch/home?region=" + stack.getRegion()
                        + "#dashboards/dashboard/" + dashboard.getRef());
        output(
                StackOutput.PRODUCTION,
                "Whether the command line asks before it changes anything",
                Boolean.toString(production));
    }

    private static Map<String, String> mappings(Watched watched, Direction direction) {
        Map<String, String> mappings = new TreeMap<>();
        watched.consumers().stream()
                .filter(consumer -> consumer.direction() == direction)
                .forEach(consumer -> mappings.putAll(consumer.mappings()));
        return mappings;
    }

    private void output(StackOutput output, String description, String value) {
        output(output.id(), description, value);
    }

    private void output(String name, String description, String value) {
        CfnOutput.Builder.create(stack, name)
                .description(description)
                .value(value)
                .build();
    }
}

package io.touchstream.infra;

import io.touchstream.machine.RunDefinition;
import io.touchstream.machine.SegmentFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine.CloudWatchLogsLogGroupProperty;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine.LogDestinationProperty;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine.LoggingConfigurationProperty;

/** Creates the state machine that runs a job over all segments, and the role that lets it. */
final class RunStateMachine {
    /** Log deliveries belong to no resource. Source: Step Functions developer guide, "Logging to CloudWatch Logs". */
    private static final List<String> LOG_DELIVERY = List.of(
            "logs:CreateLogDelivery",
            "logs:DeleteLogDelivery",
            "logs:DescribeLogGroups",
            "logs:DescribeResourcePolicies",
            "logs:GetLogDelivery",
            "logs:ListLogDeliveries",
            "logs:PutResourcePolicy",
            "logs:UpdateLogDelivery");

    private final Stack stack;
    private final Map<SegmentFunction, Function> segments;
    private final List<Function> canaries;
    private final Map<String, CfnEventSourceMapping> mappings;

    /**
     * Creates it.
     *
     * @param canaries the function that proves the streams; none where there are none to prove
     */
    RunStateMachine(Stack stack, Map<SegmentFunction, Function> segments, List<Function> canaries, List<Sync> syncs) {
        this.stack = stack;
        this.segments = segments;
        this.canaries = List.copyOf(canaries);
        this.mappings = new LinkedHashMap<>();
        syncs.stream()
                .filter(sync -> sync.direction() == Direction.FORWARD)
                .forEach(sync -> mappings.putAll(sync.mappings()));
    }

    CfnStateMachine create(RunDefinition run) {
        LogGroup log = LogGroup.Builder.create(stack, "RunLog")
                .logGroupName("/aws/vendedlogs/states/" + stack.getStackName())
                .retention(RetentionDays.THREE_MONTHS)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        Role role = role();
        CfnStateMachine machine = CfnStateMachine.Builder.create(stack, "Run")
                .stateMachineType("STANDARD")
                .definitionString(run.json())
                .definitionSubstitutions(substitutions())
                .roleArn(role.getRoleArn())
                .loggingConfiguration(LoggingConfigurationProperty.builder()
                        .level("ALL")
                        .includeExecutionData(false)
                        .destinations(List.of(LogDestinationProperty.builder()
                                .cloudWatchLogsLogGroup(CloudWatchLogsLogGroupProperty.builder()
                                        .logGroupArn(log.getLogGroupArn())
                                        .build())
                                .build()))
                        .build())
                .build();
        allowChildren(machine, role);
        return machine;
    }

    private Map<String, String> substitutions() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("Partition", stack.getPartition());
        canaries.forEach(canary -> values.put("Canary", canary.getFunctionArn()));
        segments.forEach((job, function) -> values.put(job.id(), function.getFunctionArn()));
        mappings.forEach((table, mapping) -> values.put(RunDefinition.mappingName(table), mapping.getRef()));
        return values;
    }

    private Role role() {
        List<String> functions = new ArrayList<>(
                segments.values().stream().map(Function::getFunctionArn).toList());
        canaries.forEach(canary -> functions.add(canary.getFunctionArn()));
        List<PolicyStatement> rights = new ArrayList<>();
        rights.add(Rights.allow("Functions", List.of("lambda:InvokeFunction"), functions));
        if (!mappings.isEmpty()) {
            rights.add(Rights.allow("Mappings", List.of("lambda:GetEventSourceMapping"), mappingArns()));
        }
        rights.add(Rights.allow("LogDelivery", LOG_DELIVERY, List.of("*")));
        return Role.Builder.create(stack, "RunRole")
                .description("Rights of the state machine")
                .assumedBy(new ServicePrincipal("states.amazonaws.com"))
                .inlinePolicies(Map.of(
                        "Rights",
                        PolicyDocument.Builder.create().statements(rights).build()))
                .build();
    }

    private List<String> mappingArns() {
        return mappings.values().stream()
                .map(mapping -> arn("lambda", "event-source-mapping", mapping.getRef()))
                .toList();
    }

    /**
     * Lets the machine run its map's children, which are executions of itself. The policy is one of its own, since the
     * machine's name is known only after its role. Source: Step Functions developer guide, "IAM policies for Distributed Map".
     */
    private void allowChildren(CfnStateMachine machine, Role role) {
        PolicyStatement start = Rights.allow("Children", List.of("states:StartExecution"), List.of(machine.getRef()));
        PolicyStatement follow = Rights.allow(
                "ChildExecutions",
                List.of("states:DescribeExecution", "states:RedriveExecution", "states:StopExecution"),
                List.of(
                        arn("states", "execution", machine.getAttrName() + ":*"),
                        arn("states", "execution", machine.getAttrName() + "/Segments:*")));
        Policy.Builder.create(stack, "RunChildren")
                .statements(List.of(start, follow))
                .roles(List.of(role))
                .build();
    }

    private String arn(String service, String resource, String name) {
        return stack.formatArn(ArnComponents.builder()
                .service(service)
                .resource(resource)
                .resourceName(name)
                .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                .build());
    }
}

package io.touchstream.infra;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.ILayerVersion;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** Creates functions, each with a role and a log of its own. */
final class FunctionFactory {
    /** Chosen by measured start-up: docs/decisions/0021. */
    private static final Map<String, String> START_UP =
            Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");

    private final Construct scope;
    private final Architecture architecture;
    private final List<ILayerVersion> layers;
    private final Map<String, String> environment;

    FunctionFactory(Construct scope, Architecture architecture, ILayerVersion layer, Map<String, String> environment) {
        this.scope = scope;
        this.architecture = architecture;
        this.layers = List.of(layer);
        Map<String, String> all = new TreeMap<>(environment);
        all.putAll(START_UP);
        this.environment = Map.copyOf(all);
    }

    /**
     * Describes a function.
     *
     * @param id its name within the stack
     * @param handler class and method
     * @param memory in MiB; processors come with it, one with 1769
     * @param environment its variables, besides those that all functions have
     * @param snapStart whether published versions start from a snapshot
     */
    record Spec(
            String id,
            String description,
            Path jar,
            String handler,
            int memory,
            Duration timeout,
            Map<String, String> environment,
            Optional<SnapStartConf> snapStart) {}

    Function create(Spec spec, List<PolicyStatement> rights) {
        LogGroup log = LogGroup.Builder.create(scope, spec.id() + "Log")
                .retention(RetentionDays.THREE_MONTHS)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        return Function.Builder.create(scope, spec.id())
                .description(spec.description())
                .code(Code.fromAsset(spec.jar().toString()))
                .handler(spec.handler())
                .runtime(Runtime.JAVA_21)
                .architecture(architecture)
                .memorySize(spec.memory())
                .timeout(spec.timeout())
                .environment(environment(spec))
                .layers(layers)
                .role(role(spec, rights, log))
                .logGroup(log)
                .snapStart(spec.snapStart().orElse(null))
                .build();
    }

    private Map<String, String> environment(Spec spec) {
        Map<String, String> all = new TreeMap<>(environment);
        all.putAll(spec.environment());
        return all;
    }

    private Role role(Spec spec, List<PolicyStatement> rights, LogGroup log) {
        List<PolicyStatement> statements = new ArrayList<>(rights);
        statements.add(Rights.log(log.getLogGroupArn()));
        // Inline, so that no function is ever there before its rights are.
        return Role.Builder.create(scope, spec.id() + "Role")
                .description("Rights of " + spec.description())
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .inlinePolicies(Map.of(
                        "Rights",
                        PolicyDocument.Builder.create().statements(statements).build()))
                .build();
    }
}

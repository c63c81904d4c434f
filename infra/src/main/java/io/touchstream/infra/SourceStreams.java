package io.touchstream.infra;

import io.touchstream.machine.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.customresources.Provider;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * Makes sure of the stream of each source table, which exists already and is not the stack's.
 *
 * <p>The CDK's provider speaks with CloudFormation and calls our function. It would give itself the right to call every
 * version of it; it gets a role that takes no more rights instead.
 */
final class SourceStreams {
    private static final String RECHECK = "recheck";

    private final Construct scope;
    private final List<CustomResource> created = new ArrayList<>();

    SourceStreams(Construct scope) {
        this.scope = scope;
    }

    /**
     * Creates the resources, and returns the streams' ARNs by table.
     *
     * <p>CloudFormation looks at a resource again only where a property of it has changed: the context's {@code recheck}, any
     * text, is there to be changed when somebody has switched a stream off and on.
     */
    Map<String, String> create(String migration, Iterable<String> tables, Function function) {
        Provider provider = provider(function);
        String recheck = new ContextReader(scope.getNode()).text(RECHECK);
        Map<String, String> streams = new LinkedHashMap<>();
        for (String table : tables) {
            CustomResource stream = CustomResource.Builder.create(scope, "Stream" + Names.logical(table))
                    .resourceType("Custom::SourceStream")
                    .serviceToken(provider.getServiceToken())
                    .properties(Map.of(
                            "TableName",
                            table,
                            "MigrationName",
                            migration,
                            "Recheck",
                            Objects.requireNonNullElse(recheck, "")))
                    .build();
            created.add(stream);
            streams.put(table, stream.getAttString("StreamArn"));
        }
        return streams;
    }

    /**
     * Has something be created only once the streams are there: what outlives the stack is not left over by a deployment that
     * a source's stream refuses.
     */
    void precede(IConstruct resource) {
        created.forEach(stream -> resource.getNode().addDependency(stream));
    }

    private Provider provider(Function function) {
        LogGroup log = LogGroup.Builder.create(scope, "StreamProviderLog")
                .retention(RetentionDays.THREE_MONTHS)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        Role role = Role.Builder.create(scope, "StreamProviderRole")
                .description("Rights of calling for the sources' streams")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .inlinePolicies(Map.of(
                        "Rights",
                        PolicyDocument.Builder.create()
                                .statements(List.of(
                                        Rights.allow(
                                                "Function",
                                                List.of("lambda:GetFunction", "lambda:InvokeFunction"),
                                                List.of(function.getFunctionArn())),
                                        Rights.log(log.getLogGroupArn())))
                                .build()))
                .build();
        return Provider.Builder.create(scope, "StreamProvider")
                .onEventHandler(function)
                .frameworkOnEventRole(role.withoutPolicyUpdates())
                .logGroup(log)
                .build();
    }
}

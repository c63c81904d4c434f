package io.touchstream.infra;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.transformation.InverseTransformation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/** Creates what carries changes from source to target, and back where the definition can be undone. */
final class Synchronisation {
    private final Construct scope;
    private final FunctionFactory factory;
    private final Artifacts artifacts;
    private final Rights rights;
    private final Bucket bucket;

    Synchronisation(Construct scope, FunctionFactory factory, Artifacts artifacts, Rights rights, Bucket bucket) {
        this.scope = scope;
        this.factory = factory;
        this.artifacts = artifacts;
        this.rights = rights;
        this.bucket = bucket;
    }

    /**
     * Creates the functions with their mappings, the forward direction first.
     *
     * @param streams the ARNs of the sources' streams, by table
     */
    List<Sync> create(MigrationDefinition definition, Map<String, Table> targets, Map<String, String> streams) {
        List<Sync> syncs = new ArrayList<>();
        syncs.add(Sync.create(scope, Direction.FORWARD, factory, artifacts, rights.sync(streams.values()))
                .feed(streams, bucket));
        // Which tables have which keys is known to the function; whether there is an inverse at all does not depend on
        // it.
        if (InverseTransformation.load(definition, Map.of()).isPossible()) {
            Map<String, String> back = streamsOf(targets);
            syncs.add(Sync.create(scope, Direction.REVERSE, factory, artifacts, rights.reverseSync(back.values()))
                    .feed(back, bucket));
        }
        return syncs;
    }

    private static Map<String, String> streamsOf(Map<String, Table> tables) {
        Map<String, String> streams = new LinkedHashMap<>();
        tables.forEach((name, table) ->
                streams.put(name, Objects.requireNonNull(table.getTableStreamArn(), "every target has a stream")));
        return streams;
    }
}

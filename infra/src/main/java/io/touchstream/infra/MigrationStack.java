package io.touchstream.infra;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.machine.RunDefinition;
import io.touchstream.machine.SegmentFunction;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.cloudwatch.CfnDashboard;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LayerVersion;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;
import software.constructs.Construct;

/**
 * Everything that one migration needs on AWS, except its source tables, which are there already.
 *
 * <p>Whatever holds data outlives the stack: target tables, control table, bucket.
 */
final class MigrationStack extends Stack {
    private static final String ID = "Migration";

    MigrationStack(
            Construct scope, StackProps properties, MigrationDefinition definition, Artifacts artifacts, Stage stage) {
        super(scope, ID, properties);
        // A changed definition has to become a new version of the sync function, which the alias moves on to.
        getNode().setContext("@aws-cdk/aws-lambda:recognizeLayerVersion", true);
        Annotations.of(this).acknowledgeWarning("@aws-cdk/aws-lambda:snapStartRequirePublish");
        Encryption encryption = new Encryption(this, stage);
        boolean inPlace = definition.inPlace() != null;
        Map<String, Table> targets = inPlace ? Map.of() : targets(definition, encryption);
        Records records = new Records(this, encryption);
        Table control = records.controlTable(definition.name());
        Bucket bucket = records.bucket();
        LayerVersion layer = DefinitionLayer.create(this, stage.architecture(), artifacts);
        FunctionFactory factory = new FunctionFactory(this, stage.architecture(), layer, places(control, bucket));
        Set<String> sources = definition.source().tables().keySet();
        Rights rights = new Rights(
                this,
                sources,
                targets.values(),
                control,
                bucket,
                encryption,
                definition.touch().lane());
        Functions functions = new Functions(factory, artifacts, rights);

        Set<SegmentFunction> jobs = EnumSet.allOf(SegmentFunction.class);
        List<Sync> syncs = List.of();
        List<Function> canaries = List.of();
        RunDefinition run = RunDefinition.inPlace(sources);
        if (inPlace) {
            jobs.remove(SegmentFunction.COPY);
        } else {
            SourceStreams sourceStreams = new SourceStreams(this);
            FunctionFactory bare = new FunctionFactory(this, stage.architecture(), layer, Map.of());
            Map<String, String> streams =
                    sourceStreams.create(definition.name(), sources, functions.sourceStream(bare));
            Stream.concat(Stream.of(control, bucket), targets.values().stream()).forEach(sourceStreams::precede);
            syncs = new Synchronisation(this, factory, artifacts, rights, bucket).create(definition, targets, streams);
            canaries = List.of(functions.canary());
            run = RunDefinition.of(sources, targets.keySet());
        }
        Map<SegmentFunction, Function> segments = functions.segments(jobs);
        CfnStateMachine machine = new RunStateMachine(this, segments, canaries, syncs).create(run);

        Watched watched = Watched.of(definition, syncs, segments, machine.getRef());
        new Alarms(this, stage, watched).create();
        CfnDashboard dashboard = new MigrationDashboard(this, watched).create();
        Writers writers = Writers.of(syncs, segments, canaries);
        new Outputs(this).write(watched, control, bucket, dashboard, writers, stage.production());
    }

    private Map<String, Table> targets(MigrationDefinition definition, Encryption encryption) {
        TargetTables tables = new TargetTables(this, encryption);
        Map<String, Table> targets = new LinkedHashMap<>();
        definition.target().tables().forEach((name, shape) -> targets.put(name, tables.create(name, shape)));
        return targets;
    }

    /** Tells the functions where things are. */
    private static Map<String, String> places(Table control, Bucket bucket) {
        return Map.of(
                "TOUCHSTREAM_DEFINITION", DefinitionLayer.PATH,
                "TOUCHSTREAM_CONTROL_TABLE", control.getTableName(),
                "TOUCHSTREAM_IMAGE_BUCKET", bucket.getBucketName());
    }
}

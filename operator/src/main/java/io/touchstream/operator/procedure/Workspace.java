package io.touchstream.operator.procedure;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.operator.connection.Connection;
import io.touchstream.protocol.control.AppliedDefinition;
import io.touchstream.protocol.control.Canaries;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Differences;
import io.touchstream.protocol.control.History;
import io.touchstream.protocol.control.ImageStore;
import io.touchstream.protocol.control.OperatorLock;
import io.touchstream.protocol.control.Phases;
import io.touchstream.protocol.control.Quarantine;
import io.touchstream.protocol.control.Runs;
import io.touchstream.protocol.control.Segments;
import io.touchstream.protocol.control.Soundness;
import io.touchstream.protocol.control.SyncHeartbeats;
import io.touchstream.protocol.control.SyncSwitch;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.protocol.control.TouchSettings;
import io.touchstream.transformation.Transformation;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Holds one migration at one endpoint: its definition, a client, and the stores on its control table. */
public final class Workspace implements AutoCloseable {
    private final Connection connection;
    private final MigrationDefinition definition;
    private final Transformation transformation;
    private final DynamoDbClient client;
    private final ControlTable control;
    private final ImageStore largeImages;

    /**
     * Opens a workspace. Sends nothing yet.
     *
     * @param largeImages takes images that are too large for the control table
     */
    public Workspace(Connection connection, MigrationDefinition definition, ImageStore largeImages) {
        this.connection = connection;
        this.definition = definition;
        this.transformation = Transformation.load(definition);
        this.client = connection.dynamoDb();
        this.control = new ControlTable(client, ControlTable.nameFor(definition.name()));
        this.largeImages = largeImages;
    }

    public Connection connection() {
        return connection;
    }

    public MigrationDefinition definition() {
        return definition;
    }

    public Transformation transformation() {
        return transformation;
    }

    public DynamoDbClient client() {
        return client;
    }

    public ControlTable control() {
        return control;
    }

    public ImageStore largeImages() {
        return largeImages;
    }

    public Quarantine quarantine() {
        return new Quarantine(control, largeImages);
    }

    public Runs runs() {
        return new Runs(control);
    }

    public Segments segments() {
        return new Segments(control);
    }

    public TouchSettings settings() {
        return new TouchSettings(control);
    }

    public SyncHeartbeats heartbeats() {
        return new SyncHeartbeats(control);
    }

    public Soundness soundness() {
        return new Soundness(control);
    }

    public Canaries canaries() {
        return new Canaries(control);
    }

    public Differences differences() {
        return new Differences(control);
    }

    public Tombstones tombstones() {
        return new Tombstones(control);
    }

    public Phases phases() {
        return new Phases(control);
    }

    /** Returns the lock that every command holds which changes something. */
    public OperatorLock lock() {
        return new OperatorLock(control, Clock.systemUTC());
    }

    /** Returns the lock that a process holds for as long as it synchronises. */
    public OperatorLock syncLock() {
        return OperatorLock.ofSync(control, Clock.systemUTC());
    }

    /** Returns what tells a process on a machine in which directions to synchronise. */
    public SyncSwitch syncSwitch() {
        return new SyncSwitch(control);
    }

    public History history() {
        return new History(control);
    }

    public AppliedDefinition appliedDefinition() {
        return new AppliedDefinition(control);
    }

    @Override
    public void close() {
        client.close();
    }
}

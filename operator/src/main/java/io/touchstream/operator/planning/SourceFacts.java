package io.touchstream.operator.planning;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TableDefinition;
import io.touchstream.definition.TouchDefinition;
import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.operator.procedure.TableWords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Finds out whether a source table is fit for the migration. */
final class SourceFacts {
    /** What the fact is called that tells of point-in-time recovery. */
    static final String RECOVERY = "point-in-time recovery";
    /** What the fact is called that tells of backups. */
    static final String BACKUP = "latest backup";

    /** A shard takes two readers. Source: developer guide, "Change data capture for DynamoDB Streams". */
    private static final int MOST_OTHER_READERS = 1;

    private final DynamoDbClient client;
    private final TableServices services;
    private final MigrationDefinition definition;
    private final List<String> ownFunctions;

    /**
     * Creates it.
     *
     * @param ownFunctions the names of the migration's own functions, which are no consumers to be reckoned with
     */
    SourceFacts(
            DynamoDbClient client, TableServices services, MigrationDefinition definition, List<String> ownFunctions) {
        this.client = client;
        this.services = services;
        this.definition = definition;
        this.ownFunctions = List.copyOf(ownFunctions);
    }

    List<Fact> of(TableDescription table) {
        String name = table.tableName();
        List<Fact> facts = new ArrayList<>();
        facts.add(status(table));
        key(table).ifPresent(facts::add);
        if (definition.inPlace() == null) {
            facts.add(stream(table));
            facts.add(readers(table));
            facts.add(kinesis(name));
            facts.add(replicas(table));
            facts.add(timeToLive(name));
        } else {
            facts.add(consumers(table));
        }
        facts.add(indexes(table));
        facts.add(capacity(table));
        facts.add(recovery(name));
        facts.add(backup(name));
        facts.add(deletionProtection(table));
        return facts;
    }

    private static Fact status(TableDescription table) {
        return table.tableStatus() == TableStatus.ACTIVE
                ? Fact.fine(
                        "table", "active, about " + table.itemCount() + " items, " + table.tableSizeBytes() + " bytes")
                : Fact.attention("table", table.tableStatusAsString(), "wait until it is ACTIVE");
    }

    private Optional<Fact> key(TableDescription table) {
        Optional<TableDefinition> stated = definition.source().shapeOf(table.tableName());
        if (stated.isEmpty()) {
            return Optional.empty();
        }
        String found = TableWords.key(table);
        String expected = TableWords.key(stated.get().key());
        return Optional.of(
                found.equals(expected)
                        ? Fact.fine("key", found)
                        : Fact.refused(
                                "key",
                                found + ", the definition states " + expected,
                                "state the key that the table has"));
    }

    private static Fact stream(TableDescription table) {
        StreamSpecification stream = table.streamSpecification();
        if (stream == null || !Boolean.TRUE.equals(stream.streamEnabled())) {
            return Fact.fine("stream", "none: run, or the deployment, enables it");
        }
        return stream.streamViewType() == StreamViewType.NEW_AND_OLD_IMAGES
                ? Fact.fine("stream", "NEW_AND_OLD_IMAGES")
                : Fact.refused(
                        "stream",
                        stream.streamViewTypeAsString(),
                        "sync needs NEW_AND_OLD_IMAGES, and the view type cannot be changed: move the stream's"
                                + " consumers away, disable it, and let run enable it anew");
    }

    private Fact readers(TableDescription table) {
        String name = "stream readers";
        StreamSpecification stream = table.streamSpecification();
        if (stream == null || !Boolean.TRUE.equals(stream.streamEnabled())) {
            return Fact.fine(name, "none: there is no stream");
        }
        Optional<List<String>> found = services.streamReaders(table.latestStreamArn());
        if (found.isEmpty()) {
            return Fact.unknown(name, "make sure that at most one other consumer reads the stream");
        }
        List<String> others =
                found.get().stream().filter(reader -> !isOwn(reader)).toList();
        if (others.size() > MOST_OTHER_READERS) {
            return Fact.refused(
                    name,
                    others.size() + ": " + String.join(", ", others),
                    "a shard takes two readers: disable one of their event source mappings while the migration lasts");
        }
        if (others.isEmpty()) {
            return Fact.fine(name, "no other function (consumers outside of Lambda cannot be seen)");
        }
        return lane() == Lane.COPY
                ? Fact.fine(name, "one: " + others.get(0))
                : Fact.attention(
                        name,
                        "one: " + others.get(0),
                        "a touch shows it a change of every item: let it pass over changes of the marker alone, or use"
                                + " touch: {lane: copy}");
    }

    private boolean isOwn(String functionArn) {
        return ownFunctions.stream().anyMatch(own -> (functionArn + ":").contains(":function:" + own + ":"));
    }

    private Fact kinesis(String table) {
        String name = "Kinesis streams";
        Optional<List<String>> found = services.kinesisStreams(table);
        if (found.isEmpty()) {
            return Fact.unknown(name, "if changes go to a Kinesis stream, touches go there too");
        }
        if (found.get().isEmpty()) {
            return Fact.fine(name, "none");
        }
        String state = String.join(", ", found.get());
        return lane() == Lane.COPY
                ? Fact.fine(name, state)
                : Fact.attention(name, state, "touches go there too: warn its consumers, or use touch: {lane: copy}");
    }

    private Fact replicas(TableDescription table) {
        String name = "replicas";
        List<String> regions =
                table.replicas().stream().map(ReplicaDescription::regionName).toList();
        if (regions.isEmpty()) {
            return Fact.fine(name, "none");
        }
        return lane() == Lane.COPY
                ? Fact.attention(name, String.join(", ", regions), "run the migration in one region only")
                : Fact.refused(
                        name,
                        String.join(", ", regions),
                        "a touch is conditional in one region only, and could bring back what another region deleted:"
                                + " use touch: {lane: copy}");
    }

    /** In place, nothing is synchronised; but every update is a change like any other. */
    private static Fact consumers(TableDescription table) {
        StreamSpecification stream = table.streamSpecification();
        boolean streams = stream != null && Boolean.TRUE.equals(stream.streamEnabled());
        boolean replicates = !table.replicas().isEmpty();
        return streams || replicates
                ? Fact.attention(
                        "consumers of changes",
                        (streams ? "the table has a stream" : "") + (replicates ? " the table has replicas" : ""),
                        "they see a change of every migrated item; conditions hold in one region only, so let the"
                                + " application write in that one meanwhile")
                : Fact.fine("consumers of changes", "none");
    }

    private Fact timeToLive(String table) {
        String name = "time to live";
        TimeToLiveDescription found =
                client.describeTimeToLive(request -> request.tableName(table)).timeToLiveDescription();
        boolean enabled = found != null && found.timeToLiveStatus() == TimeToLiveStatus.ENABLED;
        String attribute = enabled ? found.attributeName() : "none";
        String stated = definition
                .source()
                .shapeOf(table)
                .map(shape -> shape.timeToLive() == null ? "none" : shape.timeToLive())
                .orElse(attribute);
        if (!stated.equals(attribute)) {
            return Fact.attention(
                    name,
                    attribute + ", the definition states " + stated,
                    "state source.tables." + table + ".timeToLive");
        }
        boolean carried = !enabled
                || definition.target().tables().values().stream().anyMatch(target -> target.timeToLive() != null);
        return carried
                ? Fact.fine(name, attribute)
                : Fact.attention(name, attribute, "no target table has a timeToLive: items would not expire there");
    }

    private Fact indexes(TableDescription table) {
        String name = "indexes";
        Map<String, String> found = TableWords.indexes(table);
        if (table.hasLocalSecondaryIndexes() && !table.localSecondaryIndexes().isEmpty()) {
            return Fact.attention(
                    name, found.toString(), "with a local index, an item collection of 10 GB takes no more attributes");
        }
        return Fact.fine(name, found.isEmpty() ? "none" : found.toString());
    }

    private Fact capacity(TableDescription table) {
        String name = "capacity";
        boolean onDemand = table.billingModeSummary() != null
                && table.billingModeSummary().billingMode() == BillingMode.PAY_PER_REQUEST;
        if (onDemand || table.provisionedThroughput() == null) {
            return Fact.fine(name, "on demand");
        }
        long writes = table.provisionedThroughput().writeCapacityUnits();
        TouchDefinition touch = definition.touch();
        boolean within = touch.maxWriteUnitsPerSecond() > 0 && touch.maxWriteUnitsPerSecond() < writes;
        String state = "provisioned, " + writes + " write units a second";
        return within || touch.lane() == Lane.COPY
                ? Fact.fine(name, state)
                : Fact.attention(
                        name,
                        state,
                        "set touch.maxWriteUnitsPerSecond below what the application leaves of them, or raise them");
    }

    private Fact recovery(String table) {
        String name = RECOVERY;
        Optional<Boolean> enabled = services.pointInTimeRecovery(table);
        if (enabled.isEmpty()) {
            return Fact.unknown(name, "make sure that the table can be restored");
        }
        return enabled.get()
                ? Fact.fine(name, "enabled")
                : Fact.attention(name, "disabled", "enable it before the migration begins");
    }

    private Fact backup(String table) {
        String name = BACKUP;
        Optional<List<Instant>> backups = services.backups(table);
        if (backups.isEmpty()) {
            return Fact.unknown(name, "make sure that there is a backup");
        }
        return backups.get().isEmpty()
                ? Fact.attention(name, "none", "make one before the migration begins")
                : Fact.fine(name, backups.get().get(0).toString());
    }

    private static Fact deletionProtection(TableDescription table) {
        return Boolean.TRUE.equals(table.deletionProtectionEnabled())
                ? Fact.fine("deletion protection", "on")
                : Fact.attention("deletion protection", "off", "switch it on until the migration is complete");
    }

    private Lane lane() {
        return definition.touch().lane();
    }
}

package io.touchstream.operator.procedure;

import io.touchstream.definition.TableDefinition;
import io.touchstream.operator.UnusableException;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.touch.segment.Sleeper;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Creates tables from their definitions, and checks those that are there. */
public final class Tables {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int LOOKS_PER_NOTICE = 20;

    private final DynamoDbClient client;
    private final Consumer<String> notices;
    private final BooleanSupplier stopped;
    private final Sleeper sleeper;
    private final TableProtection protection;

    /** Creates it for looking, and for waiting without a word. */
    public Tables(DynamoDbClient client) {
        this(client, notice -> {}, () -> false, Sleeper.REAL);
    }

    /**
     * Creates it.
     *
     * @param notices is told every ten seconds what is waited for
     * @param stopped tells that nothing is to be waited for any more
     */
    public Tables(DynamoDbClient client, Consumer<String> notices, BooleanSupplier stopped, Sleeper sleeper) {
        this.client = client;
        this.notices = notices;
        this.stopped = stopped;
        this.sleeper = sleeper;
        this.protection = new TableProtection(client);
    }

    /** Describes a table, if it is there. */
    public Optional<TableDescription> find(String table) {
        try {
            return Optional.of(
                    client.describeTable(request -> request.tableName(table)).table());
        } catch (ResourceNotFoundException missing) {
            return Optional.empty();
        }
    }

    /**
     * Describes a table.
     *
     * @throws UnusableException when it is not there
     */
    public TableDescription require(String table) {
        return find(table)
                .orElseThrow(
                        () -> new UnusableException("table " + table + " does not exist at this endpoint and region"));
    }

    /**
     * Checks a table without writing: it may be missing, and where it is there its key, its indexes and its time to live
     * must be those defined.
     *
     * @throws UnusableException when they are not
     */
    public void check(String table, TableDefinition definition) {
        find(table).ifPresent(found -> {
            TableShape.of(found).difference(TableShape.of(definition)).ifPresent(difference -> {
                throw new UnusableException(
                        "table " + table + " exists with " + difference + ": delete it, or choose another name");
            });
            protection.checkTimeToLive(table, definition.timeToLive());
        });
    }

    /**
     * Creates a table where it is missing, waits until it and its indexes can be used, and makes sure of time to live and
     * point-in-time recovery. Whatever an earlier call did not come to is done. Tells whether the table was created.
     *
     * @throws UnusableException when the table is there in another shape
     */
    public boolean ensure(String table, TableDefinition definition) {
        check(table, definition);
        boolean created = find(table).isEmpty();
        if (created) {
            create(new TableCreation(table, definition).request());
        }
        awaitUsable(table);
        protection.ensureTimeToLive(table, definition.timeToLive());
        protection.ensureRecovery(table);
        return created;
    }

    /** Creates the control table where it is missing. */
    public void ensureControl(ControlTable control) {
        if (find(control.name()).isEmpty()) {
            create(ControlTable.creation(control.name()));
        }
        awaitUsable(control.name());
    }

    /** Deletes a table and waits until it is gone; does nothing where it is. */
    public void delete(String table) {
        try {
            client.deleteTable(request -> request.tableName(table));
        } catch (ResourceNotFoundException gone) {
            return;
        } catch (ResourceInUseException deleting) {
            // An earlier process has begun to: what matters is that it comes to its end.
            if (find(table)
                    .map(TableDescription::tableStatus)
                    .filter(TableStatus.DELETING::equals)
                    .isEmpty()) {
                throw deleting;
            }
        }
        client.waiter().waitUntilTableNotExists(describe -> describe.tableName(table));
    }

    /** Returns how many items some tables hold, as far as DynamoDB knows; it looks every six hours. */
    public long estimatedItems(Collection<String> names) {
        return names.stream()
                .map(this::require)
                .mapToLong(TableDescription::itemCount)
                .sum();
    }

    private void create(CreateTableRequest request) {
        try {
            client.createTable(request);
        } catch (ResourceInUseException createdMeanwhile) {
            // Another process of the same migration was faster; what matters is that the table becomes active.
            require(request.tableName());
        }
    }

    /** Waits for a table and its indexes, however long that takes: an index over many items takes hours. */
    private void awaitUsable(String table) {
        for (int looks = 0; ; looks++) {
            Optional<String> obstacle = obstacle(require(table));
            if (obstacle.isEmpty()) {
                return;
            }
            if (stopped.getAsBoolean()) {
                throw new UnusableException("stopped while " + obstacle.get() + ": run again to go on");
            }
            if (looks % LOOKS_PER_NOTICE == 0) {
                notices.accept("waiting: " + obstacle.get());
            }
            pause(obstacle.get());
        }
    }

    private void pause(String obstacle) {
        try {
            sleeper.sleep(LOOK);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new UnusableException("interrupted while " + obstacle + ": run again to go on");
        }
    }

    /** Returns what keeps a table from being used at present. */
    private static Optional<String> obstacle(TableDescription table) {
        if (table.tableStatus() != TableStatus.ACTIVE && table.tableStatus() != TableStatus.UPDATING) {
            if (table.tableStatus() != TableStatus.CREATING) {
                throw new UnusableException(
                        "table " + table.tableName() + " cannot be used: it is " + table.tableStatusAsString());
            }
            return Optional.of("table " + table.tableName() + " is being created");
        }
        return table.globalSecondaryIndexes().stream()
                .filter(index -> index.indexStatus() == IndexStatus.CREATING)
                .findFirst()
                .map(index -> "index " + index.indexName() + " of table " + table.tableName() + " is being created");
    }
}

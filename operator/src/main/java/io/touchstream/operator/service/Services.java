package io.touchstream.operator.service;

import io.touchstream.operator.connection.Connection;
import java.util.Optional;

/**
 * What there is beside DynamoDB's tables and streams: nothing, unless said otherwise. An endpoint that was given has nothing of
 * it: it is DynamoDB's alone.
 */
public interface Services extends AutoCloseable {
    /** Returns what tells consumed capacity. */
    default Optional<CapacityMetrics> capacity() {
        return Optional.empty();
    }

    /** Returns what reads and writes table policies. */
    default Optional<TablePolicies> policies() {
        return Optional.empty();
    }

    /** Returns what makes backups. */
    default Optional<Backups> backups() {
        return Optional.empty();
    }

    /** Returns what switches event source mappings. */
    default Optional<Mappings> mappings() {
        return Optional.empty();
    }

    /** Returns what names whoever the credentials of this process are. */
    default Optional<Caller> caller() {
        return Optional.empty();
    }

    @Override
    default void close() {
        // Nothing is held.
    }

    /** Returns the services of a connection. */
    static Services of(Connection connection) {
        return connection.endpoint() == null ? new AwsServices(connection) : new Services() {};
    }
}

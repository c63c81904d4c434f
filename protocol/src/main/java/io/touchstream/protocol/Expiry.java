package io.touchstream.protocol;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.SyncDefinition.TimeToLivePolicy;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.Item;
import java.math.BigDecimal;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Tells which items the time-to-live policy takes for gone already. Safe to share between threads. */
public final class Expiry {
    private final MigrationDefinition definition;
    private final Clock clock;

    public Expiry(MigrationDefinition definition, Clock clock) {
        this.definition = definition;
        this.clock = clock;
    }

    /** Tells whether an item of a source table is to be treated as expired. */
    public boolean hasExpired(String table, Item item) {
        return switch (definition.sync().timeToLive()) {
            case PROPAGATE, IGNORE_SERVICE_DELETES -> false;
            case SKIP_EXPIRED ->
                definition
                        .source()
                        .shapeOf(table)
                        .map(TableDefinition::timeToLive)
                        .flatMap(item::get)
                        .filter(this::hasPassed)
                        .isPresent();
        };
    }

    /** Tells whether deletes by the time-to-live service are left alone. */
    public boolean ignoresServiceDeletes() {
        return definition.sync().timeToLive() == TimeToLivePolicy.IGNORE_SERVICE_DELETES;
    }

    private boolean hasPassed(AttributeValue expiresAt) {
        return expiresAt.n() != null
                && new BigDecimal(expiresAt.n())
                                .compareTo(BigDecimal.valueOf(clock.instant().getEpochSecond()))
                        < 0;
    }
}

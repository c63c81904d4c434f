package io.touchstream.sync;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.Item;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.protocol.control.Phases;
import io.touchstream.protocol.control.Tombstones;
import io.touchstream.protocol.reverse.ReverseTransformation;
import io.touchstream.protocol.reverse.SourceKeys;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.sync.plan.ForwardMapping;
import io.touchstream.sync.plan.Mapping;
import io.touchstream.sync.plan.ReverseMapping;
import io.touchstream.transformation.InverseTransformation;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformation;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Holds what differs between the directions of sync.
 *
 * @param mapping what images of the one side mean to the other
 * @param writer writes the other side
 */
record Sides(Mapping mapping, GuardedWriter writer) {
    private static final String REVERSE_SUFFIX = "-reverse";

    static Sides of(Direction direction, DynamoDbClient client, MigrationDefinition definition, ControlTable control) {
        return switch (direction) {
            case FORWARD ->
                new Sides(
                        new ForwardMapping(definition, Transformation.load(definition)),
                        new GuardedWriter(client, definition, control));
            case REVERSE -> reverse(client, definition, control);
        };
    }

    /** Returns the name under which a direction's metrics are counted. */
    static String metricsName(Direction direction, MigrationDefinition definition) {
        return direction == Direction.FORWARD ? definition.name() : definition.name() + REVERSE_SUFFIX;
    }

    private static Sides reverse(DynamoDbClient client, MigrationDefinition definition, ControlTable control) {
        ReverseTransformation transformation = new ReverseTransformation(
                definition, InverseTransformation.load(definition, SourceKeys.of(client, definition)));
        Tombstones tombstones = new Tombstones(control);
        Mapping mapping = new ReverseMapping(
                definition,
                transformation,
                key -> read(client, key),
                tombstones::areHeeded,
                tombstones::isThere,
                new WritersSwitch(new Phases(control)));
        return new Sides(mapping, GuardedWriter.reverse(client, transformation));
    }

    static Optional<Item> read(DynamoDbClient client, TargetKey key) {
        Map<String, AttributeValue> item = client.getItem(request -> request.tableName(key.table())
                        .key(key.key().attributes())
                        .consistentRead(true))
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(Item.of(item));
    }
}

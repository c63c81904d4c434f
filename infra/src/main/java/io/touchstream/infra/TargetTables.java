package io.touchstream.infra;

import io.touchstream.definition.Capacity;
import io.touchstream.definition.Capacity.Provisioned;
import io.touchstream.definition.Capacity.Scaling;
import io.touchstream.definition.IndexDefinition;
import io.touchstream.definition.Projection;
import io.touchstream.definition.TableDefinition;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.machine.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalableTarget;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.EnableScalingProps;
import software.amazon.awscdk.services.dynamodb.GlobalSecondaryIndexProps;
import software.amazon.awscdk.services.dynamodb.IScalableTableAttribute;
import software.amazon.awscdk.services.dynamodb.LocalSecondaryIndexProps;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.ProjectionType;
import software.amazon.awscdk.services.dynamodb.StreamViewType;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.UtilizationScalingProps;
import software.amazon.awscdk.services.dynamodb.WarmThroughput;
import software.constructs.Construct;
import software.constructs.IConstruct;

/** Creates target tables from their definitions, so that no deletion of the stack takes their data along. */
final class TargetTables {
    private final Construct scope;
    private final Encryption encryption;

    TargetTables(Construct scope, Encryption encryption) {
        this.scope = scope;
        this.encryption = encryption;
    }

    /** Creates a table with its indexes and its scaling. */
    Table create(String name, TableDefinition definition) {
        Table table = table(name, definition);
        definition
                .globalSecondaryIndexes()
                .forEach((index, shape) -> table.addGlobalSecondaryIndex(globalIndex(index, shape, definition)));
        definition
                .localSecondaryIndexes()
                .forEach((index, shape) -> table.addLocalSecondaryIndex(localIndex(index, shape)));
        if (definition.capacity() instanceof Provisioned provisioned) {
            scale(table, definition, provisioned);
            outlive(table);
        }
        return table;
    }

    /** Keeps what scales a table for as long as the table: the application depends on it when the stack has gone. */
    private static void outlive(Table table) {
        for (IConstruct part : table.getNode().findAll()) {
            if (part instanceof CfnScalableTarget || part instanceof CfnScalingPolicy) {
                ((CfnResource) part).applyRemovalPolicy(RemovalPolicy.RETAIN);
            }
        }
    }

    private Table table(String name, TableDefinition definition) {
        KeySchema key = definition.key();
        Table.Builder table = Table.Builder.create(scope, "Target" + Names.logical(name))
                .tableName(name)
                .partitionKey(attribute(key.partitionKey()))
                .sortKey(attributeOrNull(key.sortKey()))
                .timeToLiveAttribute(definition.timeToLive())
                .pointInTimeRecoverySpecification(PointInTimeRecoverySpecification.builder()
                        .pointInTimeRecoveryEnabled(true)
                        .build())
                // For the way back, and to see who writes the target.
                .stream(StreamViewType.NEW_AND_OLD_IMAGES)
                .deletionProtection(true)
                .removalPolicy(RemovalPolicy.RETAIN)
                .warmThroughput(warmThroughput(definition));
        encryption.encrypt(table);
        Capacity capacity = definition.capacity();
        if (capacity instanceof Provisioned provisioned) {
            return table.billingMode(BillingMode.PROVISIONED)
                    .readCapacity(provisioned.read().minimum())
                    .writeCapacity(provisioned.write().minimum())
                    .build();
        }
        return table.billingMode(BillingMode.PAY_PER_REQUEST).build();
    }

    private static GlobalSecondaryIndexProps globalIndex(String name, IndexDefinition index, TableDefinition table) {
        GlobalSecondaryIndexProps.Builder properties = GlobalSecondaryIndexProps.builder()
                .indexName(name)
                .partitionKey(attribute(index.key().partitionKey()))
                .sortKey(attributeOrNull(index.key().sortKey()))
                .projectionType(projectionType(index.projection()))
                .nonKeyAttributes(nonKeyAttributes(index.projection()))
                .warmThroughput(warmThroughput(table));
        if (table.capacity() instanceof Provisioned provisioned) {
            properties
                    .readCapacity(provisioned.read().minimum())
                    .writeCapacity(provisioned.write().minimum());
        }
        return properties.build();
    }

    private static LocalSecondaryIndexProps localIndex(String name, IndexDefinition index) {
        KeyAttribute sortKey = index.key().sortKey();
        if (sortKey == null) {
            throw new IllegalArgumentException("local index " + name + " has no sort key");
        }
        return LocalSecondaryIndexProps.builder()
                .indexName(name)
                .sortKey(attribute(sortKey))
                .projectionType(projectionType(index.projection()))
                .nonKeyAttributes(nonKeyAttributes(index.projection()))
                .build();
    }

    private static void scale(Table table, TableDefinition definition, Provisioned provisioned) {
        scale(table.autoScaleReadCapacity(bounds(provisioned.read())), provisioned.read());
        scale(table.autoScaleWriteCapacity(bounds(provisioned.write())), provisioned.write());
        for (String index : definition.globalSecondaryIndexes().keySet()) {
            scale(
                    table.autoScaleGlobalSecondaryIndexReadCapacity(index, bounds(provisioned.read())),
                    provisioned.read());
            scale(
                    table.autoScaleGlobalSecondaryIndexWriteCapacity(index, bounds(provisioned.write())),
                    provisioned.write());
        }
    }

    private static void scale(IScalableTableAttribute attribute, Scaling scaling) {
        attribute.scaleOnUtilization(UtilizationScalingProps.builder()
                .targetUtilizationPercent(scaling.targetUtilization())
                .build());
    }

    private static EnableScalingProps bounds(Scaling scaling) {
        return EnableScalingProps.builder()
                .minCapacity(scaling.minimum())
                .maxCapacity(scaling.maximum())
                .build();
    }

    private static @Nullable WarmThroughput warmThroughput(TableDefinition definition) {
        io.touchstream.definition.WarmThroughput warm = definition.warmThroughput();
        return warm == null
                ? null
                : WarmThroughput.builder()
                        .readUnitsPerSecond(warm.readUnitsPerSecond())
                        .writeUnitsPerSecond(warm.writeUnitsPerSecond())
                        .build();
    }

    private static Attribute attribute(KeyAttribute key) {
        AttributeType type = switch (key.type()) {
            case S -> AttributeType.STRING;
            case N -> AttributeType.NUMBER;
            case B -> AttributeType.BINARY;
        };
        return Attribute.builder().name(key.name()).type(type).build();
    }

    private static @Nullable Attribute attributeOrNull(@Nullable KeyAttribute key) {
        return key == null ? null : attribute(key);
    }

    private static ProjectionType projectionType(Projection projection) {
        if (projection instanceof Projection.Include) {
            return ProjectionType.INCLUDE;
        }
        return projection instanceof Projection.All ? ProjectionType.ALL : ProjectionType.KEYS_ONLY;
    }

    private static @Nullable List<String> nonKeyAttributes(Projection projection) {
        return projection instanceof Projection.Include include ? include.attributes() : null;
    }
}

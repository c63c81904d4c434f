package io.touchstream.runtime;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.protocol.control.ControlTable;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Names that no other test uses, and the tables behind them. */
final class Tables {
    static final DynamoDbClient CLIENT = EmbeddedDynamoDb.shared().client();

    final String suffix = UUID.randomUUID().toString().substring(0, 8);
    final String source = "Source" + suffix;
    final String target = "Target" + suffix;
    final String control = "control-" + suffix;

    /** Creates the target and the control table. */
    Tables create() {
        create(target, "k");
        CLIENT.createTable(ControlTable.creation(control));
        return this;
    }

    static void create(String table, String key) {
        CLIENT.createTable(request -> request.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName(key)
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName(key)
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    }

    static Optional<Map<String, AttributeValue>> find(String table, String key, String value) {
        Map<String, AttributeValue> item = CLIENT.getItem(
                        request -> request.tableName(table).key(Map.of(key, AttributeValue.fromS(value))))
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(item);
    }

    Optional<Map<String, AttributeValue>> inTarget(String key) {
        return find(target, "k", key);
    }

    Map<String, String> environment() {
        return Map.of(
                "TOUCHSTREAM_DEFINITION",
                "migration.yaml",
                "TOUCHSTREAM_CONTROL_TABLE",
                control,
                "TOUCHSTREAM_IMAGE_BUCKET",
                "images-" + suffix);
    }
}

package io.touchstream.touch.prepare;

import io.touchstream.embedded.EmbeddedDynamoDb;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** A source table of its own for one test, keyed by {@code id}. */
final class Source {
    final DynamoDbClient client = EmbeddedDynamoDb.shared().client();
    final String table = "Prepare" + UUID.randomUUID().toString().substring(0, 8);

    Source create(@Nullable StreamViewType view) {
        client.createTable(request -> request.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .streamSpecification(
                        view == null
                                ? null
                                : StreamSpecification.builder()
                                        .streamEnabled(true)
                                        .streamViewType(view)
                                        .build()));
        return this;
    }

    void put(Map<String, AttributeValue> item) {
        client.putItem(request -> request.tableName(table).item(item));
    }

    TableDescription description() {
        return client.describeTable(request -> request.tableName(table)).table();
    }

    boolean streams() {
        StreamSpecification stream = description().streamSpecification();
        return stream != null && Boolean.TRUE.equals(stream.streamEnabled());
    }
}

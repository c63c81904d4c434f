package io.touchstream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.touchstream.embedded.EmbeddedDynamoDb;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Sends an application's requests through the interceptor to DynamoDB Local. */
class OwnershipInterceptorIT {
    private static final Map<String, AttributeValue> KEY = Map.of("id", AttributeValue.fromN("1"));

    private final String target = "Target" + UUID.randomUUID().toString().substring(0, 8);
    private final String control = "Control" + UUID.randomUUID().toString().substring(0, 8);
    private final DynamoDbClient plain = client(new ExecutionInterceptor() {});
    private final DynamoDbClient application =
            client(new OwnershipInterceptor(plain, new Ownership("shop", Set.of(target), control)));

    @BeforeEach
    void create() {
        create(target, Map.of("id", ScalarAttributeType.N), List.of("id"));
        create(control, Map.of("pk", ScalarAttributeType.S, "sk", ScalarAttributeType.S), List.of("pk", "sk"));
        plain.putItem(request -> request.tableName(target).item(stamped()));
    }

    @AfterEach
    void close() {
        application.close();
        plain.close();
    }

    @Test
    void put_wholeItemCopied_leavesNoProvenance() {
        application.putItem(request -> request.tableName(target).item(stamped()));

        assertThat(item()).containsOnlyKeys("id", "v");
    }

    @Test
    void batchAndTransaction_itemsCopied_leaveNoProvenance() {
        application.batchWriteItem(request -> request.requestItems(Map.of(
                target,
                List.of(WriteRequest.builder()
                        .putRequest(PutRequest.builder().item(stamped()).build())
                        .build()))));
        assertThat(item()).containsOnlyKeys("id", "v");

        plain.putItem(request -> request.tableName(target).item(stamped()));
        application.transactWriteItems(request -> request.transactItems(TransactWriteItem.builder()
                .put(Put.builder().tableName(target).item(stamped()).build())
                .build()));
        assertThat(item()).containsOnlyKeys("id", "v");
    }

    @Test
    void update_withEveryClause_removesProvenanceAndDoesNotShowIt() {
        Map<String, AttributeValue> shown = application
                .updateItem(request -> request.tableName(target)
                        .key(KEY)
                        .updateExpression("SET #v = :v REMOVE gone ADD n :one DELETE tags :tag")
                        .conditionExpression("attribute_exists(id)")
                        .expressionAttributeNames(Map.of("#v", "v"))
                        .expressionAttributeValues(Map.of(
                                ":v", AttributeValue.fromS("mine"),
                                ":one", AttributeValue.fromN("1"),
                                ":tag", AttributeValue.fromSs(List.of("x"))))
                        .returnValues(ReturnValue.UPDATED_OLD))
                .attributes();

        assertThat(item()).containsOnlyKeys("id", "v", "n").containsEntry("v", AttributeValue.fromS("mine"));
        assertThat(shown).containsOnlyKeys("v");
    }

    @Test
    void update_inATransaction_removesProvenance() {
        application.transactWriteItems(request -> request.transactItems(TransactWriteItem.builder()
                .update(Update.builder()
                        .tableName(target)
                        .key(KEY)
                        .updateExpression("SET v = :v")
                        .expressionAttributeValues(Map.of(":v", AttributeValue.fromS("mine")))
                        .build())
                .build()));

        assertThat(item()).containsOnlyKeys("id", "v").containsEntry("v", AttributeValue.fromS("mine"));
    }

    @Test
    void delete_anyForm_leavesATombstoneAndReturnsWhatItDid() {
        Map<String, AttributeValue> old = application
                .deleteItem(request -> request.tableName(target).key(KEY).returnValues(ReturnValue.ALL_OLD))
                .attributes();

        assertThat(old).containsKeys("id", "v");
        assertThat(tombstone("1.0")).containsKeys("at", "token", "expiresAt").doesNotContainKey("pendingUntil");
    }

    @Test
    void delete_thatMayBeRefused_isPendingUntilItHasComeAbout() {
        DeleteItemRequest conditional = DeleteItemRequest.builder()
                .tableName(target)
                .key(KEY)
                .conditionExpression("attribute_exists(id)")
                .build();
        try (DynamoDbClient lost = client(
                new OwnershipInterceptor(plain, new Ownership("shop", Set.of(target), control)),
                new ExecutionInterceptor() {
                    @Override
                    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                        throw SdkClientException.create("the network is down");
                    }
                })) {
            assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> lost.deleteItem(conditional));
        }
        AttributeValue until = Objects.requireNonNull(tombstone("1").get("pendingUntil"));
        assertThat(Instant.parse(until.s())).isAfter(Instant.now());

        application.deleteItem(conditional);

        assertThat(tombstone("1")).containsKey("token").doesNotContainKey("pendingUntil");
        assertThat(item()).isEmpty();
    }

    @Test
    void delete_refusedByItsCondition_takesItsTombstoneBack() {
        assertThatExceptionOfType(ConditionalCheckFailedException.class)
                .isThrownBy(() -> application.deleteItem(request ->
                        request.tableName(target).key(KEY).conditionExpression("attribute_exists(lacking)")));

        assertThat(tombstone("1")).isEmpty();
        assertThat(item()).isNotEmpty();
    }

    @Test
    void delete_refusedAfterOneThatCameAbout_leavesThatOnesTombstone() {
        application.deleteItem(request -> request.tableName(target).key(KEY));

        assertThatExceptionOfType(ConditionalCheckFailedException.class)
                .isThrownBy(() -> application.deleteItem(
                        request -> request.tableName(target).key(KEY).conditionExpression("attribute_exists(id)")));

        assertThat(tombstone("1")).isNotEmpty();
    }

    @Test
    void delete_withoutItsTombstone_isNotSent() {
        plain.deleteTable(request -> request.tableName(control));

        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> application.deleteItem(
                        request -> request.tableName(target).key(KEY)));

        assertThat(item()).isNotEmpty();
    }

    @Test
    void writes_thatCannotBeOwned_areRefusedAndNotSent() {
        assertThatExceptionOfType(UnsupportedWriteException.class)
                .isThrownBy(() -> application.updateItem(request -> request.tableName(target)
                        .key(KEY)
                        .attributeUpdates(Map.of(
                                "v",
                                AttributeValueUpdate.builder()
                                        .action(AttributeAction.PUT)
                                        .value(AttributeValue.fromS("mine"))
                                        .build()))))
                .withMessageContaining("use an update expression");
        assertThatExceptionOfType(UnsupportedWriteException.class)
                .isThrownBy(() -> application.executeStatement(
                        request -> request.statement("DELETE FROM \"" + target + "\" WHERE id = 1")))
                .withMessageContaining("PartiQL");

        assertThat(item()).containsOnlyKeys("id", "v", "_touchstream");
        assertThat(application
                        .executeStatement(request -> request.statement("SELECT * FROM \"" + target + "\" WHERE id = 1"))
                        .items())
                .hasSize(1);
    }

    @Test
    void writes_toOtherTables_areLeftAlone() {
        Map<String, AttributeValue> row = new HashMap<>(stamped());
        row.remove("id");
        row.put("pk", AttributeValue.fromS("p"));
        row.put("sk", AttributeValue.fromS("s"));

        application.putItem(request -> request.tableName(control).item(row));

        assertThat(plain.getItem(request -> request.tableName(control)
                                .key(Map.of("pk", AttributeValue.fromS("p"), "sk", AttributeValue.fromS("s"))))
                        .item())
                .containsKey("_touchstream");
    }

    private static Map<String, AttributeValue> stamped() {
        return Map.of(
                "id", AttributeValue.fromN("1"),
                "v", AttributeValue.fromS("old"),
                "_touchstream", AttributeValue.fromM(Map.of("src", AttributeValue.fromS("Source/id=S:1"))));
    }

    private Map<String, AttributeValue> item() {
        return plain.getItem(request -> request.tableName(target).key(KEY).consistentRead(true))
                .item();
    }

    private Map<String, AttributeValue> tombstone(String id) {
        return plain.getItem(request -> request.tableName(control)
                        .key(ControlRows.tombstoneKey(target, Map.of("id", AttributeValue.fromN(id))))
                        .consistentRead(true))
                .item();
    }

    private static DynamoDbClient client(ExecutionInterceptor... interceptors) {
        return DynamoDbClient.builder()
                .endpointOverride(EmbeddedDynamoDb.shared().endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .overrideConfiguration(configuration -> configuration.executionInterceptors(List.of(interceptors)))
                .build();
    }

    private void create(String table, Map<String, ScalarAttributeType> attributes, List<String> keys) {
        plain.createTable(request -> request.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(attributes.entrySet().stream()
                        .map(attribute -> AttributeDefinition.builder()
                                .attributeName(attribute.getKey())
                                .attributeType(attribute.getValue())
                                .build())
                        .toList())
                .keySchema(keys.stream()
                        .map(key -> KeySchemaElement.builder()
                                .attributeName(key)
                                .keyType(key.equals(keys.get(0)) ? KeyType.HASH : KeyType.RANGE)
                                .build())
                        .toList()));
    }
}

package io.touchstream.local.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import io.touchstream.embedded.EmbeddedDynamoDb;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

@Timeout(300)
class EventSourceMappingIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    private final DynamoDbClient client = database.client();
    private final String table = "esm-" + UUID.randomUUID();
    private final FakeFunction function = new FakeFunction();
    private final InMemoryCheckpointStore checkpoints = new InMemoryCheckpointStore();
    private String streamArn = "";

    @BeforeEach
    void createTable() {
        streamArn = client.createTable(create -> create.tableName(table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName("pk")
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .keySchema(KeySchemaElement.builder()
                                .attributeName("pk")
                                .keyType(KeyType.HASH)
                                .build())
                        .streamSpecification(
                                stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)))
                .tableDescription()
                .latestStreamArn();
    }

    @Test
    void start_insertModifyRemove_areDeliveredWithBothImages() throws InterruptedException {
        Map<String, AttributeValue> item = Map.of(
                "pk", AttributeValue.fromS("a"),
                "binary", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1})),
                "set", AttributeValue.fromNs(List.of("1", "2")),
                "nested", AttributeValue.fromM(Map.of("null", AttributeValue.fromNul(true))));
        client.putItem(put -> put.tableName(table).item(item));
        put("a", "second");
        client.deleteItem(delete -> delete.tableName(table).key(Map.of("pk", AttributeValue.fromS("a"))));

        run();

        List<DynamodbStreamRecord> records = function.records();
        assertThat(records)
                .extracting(DynamodbStreamRecord::getEventName)
                .containsExactly("INSERT", "MODIFY", "REMOVE");
        assertThat(records)
                .allSatisfy(record -> assertThat(record.getEventSourceARN()).isEqualTo(streamArn));
        assertThat(records.get(0).getDynamodb().getNewImage())
                .hasSize(4)
                .containsEntry(
                        "binary",
                        new com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue()
                                .withB(ByteBuffer.wrap(new byte[] {0, -1})));
        assertThat(records.get(1).getDynamodb().getOldImage())
                .isEqualTo(records.get(0).getDynamodb().getNewImage());
        assertThat(records.get(2).getDynamodb().getNewImage()).isNull();
    }

    @Test
    void start_afterClose_goesOnFromTheCheckpoint() throws InterruptedException {
        put("a", "1");
        run();
        put("b", "2");
        run();

        assertThat(function.sequenceNumbers()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void start_thousandsOfRecords_areAllDeliveredInOrder() throws InterruptedException {
        for (int number = 0; number < 2_500; number++) {
            put("key-" + number % 7, Integer.toString(number));
        }

        run();

        assertThat(function.sequenceNumbers()).hasSize(2_500).isSorted();
    }

    private void put(String key, String value) {
        client.putItem(put -> put.tableName(table)
                .item(Map.of("pk", AttributeValue.fromS(key), "value", AttributeValue.fromS(value))));
    }

    private void run() throws InterruptedException {
        try (EventSourceMapping mapping = EventSourceMapping.builder(database.streams(), streamArn, function)
                .checkpoints(checkpoints)
                .start()) {
            assertThat(mapping.awaitCaughtUp(LONG)).isTrue();
        }
    }
}

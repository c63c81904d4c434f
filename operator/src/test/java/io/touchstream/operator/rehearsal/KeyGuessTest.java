package io.touchstream.operator.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.item.Item;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import io.touchstream.operator.UsageException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class KeyGuessTest {
    private static final AttributeValue TEXT = AttributeValue.fromS("x");
    private static final AttributeValue NUMBER = AttributeValue.fromN("1");
    private static final AttributeValue BYTES = AttributeValue.fromB(SdkBytes.fromUtf8String("x"));

    @Test
    void guess_usualNames_areFoundInTheirOrder() {
        assertThat(KeyGuess.guess("T", null, item(Map.of("PK", TEXT, "SK", NUMBER, "id", TEXT))))
                .isEqualTo(schema("PK", KeyType.S, "SK", KeyType.N));
        assertThat(KeyGuess.guess("T", null, item(Map.of("pk", TEXT, "sk", TEXT))))
                .isEqualTo(schema("pk", KeyType.S, "sk", KeyType.S));
        assertThat(KeyGuess.guess("T", null, item(Map.of("PK", TEXT, "id", BYTES))))
                .isEqualTo(new KeySchema(new KeyAttribute("id", KeyType.B), null));
    }

    @Test
    void guess_names_areTakenWithTheTypesOfTheItem() {
        Item example = item(Map.of("tenant", TEXT, "at", NUMBER, "id", TEXT));

        assertThat(KeyGuess.guess("T", List.of("tenant", "at"), example))
                .isEqualTo(schema("tenant", KeyType.S, "at", KeyType.N));
        assertThat(KeyGuess.guess("T", List.of("at"), example))
                .isEqualTo(new KeySchema(new KeyAttribute("at", KeyType.N), null));
    }

    @Test
    void guess_namesThatDoNotFit_areRefusedByName() {
        Item example = item(Map.of("id", TEXT, "flag", AttributeValue.fromBool(true)));

        assertThatThrownBy(() -> KeyGuess.guess("T", List.of("id", "missing"), example))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--source-key id,missing");
        assertThatThrownBy(() -> KeyGuess.guess("T", List.of("flag"), example)).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> KeyGuess.guess("T", List.of(), example)).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> KeyGuess.guess("T", List.of("id", "id", "id"), example))
                .isInstanceOf(UsageException.class);
    }

    @Test
    void guess_noUsualName_asksForTheKey() {
        assertThatThrownBy(() -> KeyGuess.guess("Orders", null, item(Map.of("orderId", TEXT))))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("table Orders")
                .hasMessageContaining("--source-key");
    }

    private static Item item(Map<String, AttributeValue> attributes) {
        return Item.of(attributes);
    }

    private static KeySchema schema(String partition, KeyType partitionType, String sort, KeyType sortType) {
        return new KeySchema(new KeyAttribute(partition, partitionType), new KeyAttribute(sort, sortType));
    }
}

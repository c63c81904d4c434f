package io.touchstream.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ItemTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"N\":\"1\"}|{\"N\":\"1.0\"}|true",
                "{\"N\":\"0\"}|{\"N\":\"-0\"}|true",
                "{\"N\":\"0\"}|{\"N\":\"0E+20\"}|true",
                "{\"N\":\"100\"}|{\"N\":\"1E+2\"}|true",
                "{\"N\":\"1\"}|{\"N\":\"2\"}|false",
                "{\"N\":\"1\"}|{\"S\":\"1\"}|false",
                "{\"N\":\"12345678901234567890123456789012345678\"}|{\"N\":\"12345678901234567890123456789012345679\"}|false",
                "{\"SS\":[\"a\",\"b\"]}|{\"SS\":[\"b\",\"a\"]}|true",
                "{\"SS\":[\"a\",\"b\"]}|{\"SS\":[\"a\"]}|false",
                "{\"NS\":[\"1\",\"2\"]}|{\"NS\":[\"2.0\",\"1\"]}|true",
                "{\"NS\":[\"1\"]}|{\"SS\":[\"1\"]}|false",
                "{\"NS\":[\"1\",\"2\"]}|{\"NS\":[\"1\",\"3\"]}|false",
                "{\"NS\":[\"1\"]}|{\"NS\":[\"1\",\"2\"]}|false",
                "{\"BS\":[\"YQ==\"]}|{\"BS\":[\"Yg==\"]}|false",
                "{\"BS\":[\"YQ==\",\"Yg==\"]}|{\"BS\":[\"Yg==\",\"YQ==\"]}|true",
                "{\"L\":[{\"N\":\"1\"}]}|{\"L\":[{\"N\":\"1.0\"}]}|true",
                "{\"L\":[{\"N\":\"1\"},{\"N\":\"2\"}]}|{\"L\":[{\"N\":\"2\"},{\"N\":\"1\"}]}|false",
                "{\"L\":[{\"N\":\"1\"}]}|{\"L\":[{\"S\":\"1\"}]}|false",
                "{\"L\":[]}|{\"M\":{}}|false",
                "{\"M\":{\"x\":{\"N\":\"1\"},\"y\":{\"NULL\":true}}}|{\"M\":{\"y\":{\"NULL\":true},\"x\":{\"N\":\"1.0\"}}}|true",
                "{\"M\":{\"x\":{\"N\":\"1\"}}}|{\"M\":{\"y\":{\"N\":\"1\"}}}|false",
                "{\"BOOL\":true}|{\"BOOL\":false}|false",
                "{\"BOOL\":true}|{\"NULL\":true}|false",
                "{\"S\":\"é\"}|{\"S\":\"e\u0301\"}|false",
                "{\"B\":\"\"}|{\"S\":\"\"}|false"
            })
    void equals_values_asDynamoDbHoldsThem(String one, String other, boolean equal) {
        Item first = DynamoDbJson.parse("{\"a\":" + one + "}", 1);
        Item second = DynamoDbJson.parse("{\"a\":" + other + "}", 1);

        assertThat(first.equals(second)).isEqualTo(equal);
        assertThat(second.equals(first)).isEqualTo(equal);
        assertThat(DynamoDbJson.writeCanonical(first).equals(DynamoDbJson.writeCanonical(second)))
                .isEqualTo(equal);
        assertThat(first.differingAttributes(second).isEmpty()).isEqualTo(equal);
        if (equal) {
            assertThat(first).hasSameHashCodeAs(second);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|0",
                "{\"pk\":{\"S\":\"abc\"}}|5",
                "{\"é\":{\"S\":\"€😀\"}}|9",
                "{\"a\":{\"BOOL\":true}}|2",
                "{\"a\":{\"NULL\":true}}|2",
                "{\"a\":{\"S\":\"\u007f\u0080\"}}|4",
                "{\"a\":{\"N\":\"999\"}}|4",
                "{\"a\":{\"B\":\"YWJj\"}}|4",
                "{\"a\":{\"N\":\"1\"}}|3",
                "{\"a\":{\"N\":\"12\"}}|3",
                "{\"a\":{\"N\":\"-123\"}}|5",
                "{\"a\":{\"N\":\"1000000\"}}|3",
                "{\"a\":{\"N\":\"0.0001\"}}|3",
                "{\"a\":{\"N\":\"1E+120\"}}|3",
                "{\"a\":{\"N\":\"12345678901234567890123456789012345678\"}}|21",
                "{\"a\":{\"SS\":[\"ab\",\"c\"]}}|4",
                "{\"a\":{\"BS\":[\"YWJj\"]}}|4",
                "{\"a\":{\"NS\":[\"1\",\"2\"]}}|5",
                "{\"a\":{\"L\":[]}}|4",
                "{\"a\":{\"M\":{}}}|4",
                "{\"a\":{\"L\":[{\"S\":\"ab\"}]}}|7",
                "{\"a\":{\"M\":{\"k\":{\"S\":\"ab\"}}}}|8"
            })
    void sizeInBytes_knownItems_asTheGuideCounts(String json, int bytes) {
        assertThat(DynamoDbJson.parse(json, 1).sizeInBytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "1E+2, 100",
        "1.50, 1.5",
        "-0, 0",
        "0.000, 0",
        "007, 7",
        "+5, 5",
        ".5, 0.5",
        "1e-3, 0.001",
        "5., 5",
    })
    void plain_number_isCanonical(String text, String plain) {
        assertThat(Numbers.plain(text)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567890123456789012345678",
                "123456789012345678901234567890123456780000",
                "9.9999999999999999999999999999999999999E+125",
                "-9.9999999999999999999999999999999999999E+125",
                "1E-130",
                "0E+9999"
            })
    void isStorable_numberWithinLimits_holds(String text) {
        assertThat(Numbers.isStorable(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1",
                "1 ",
                "abc",
                "NaN",
                "Infinity",
                "1_000",
                "0x1F",
                "--1",
                "1E",
                "1E+126",
                "1E-131",
                "\u0661",
                "123456789012345678901234567890123456789",
                "1E+1000000000",
                "1E+999999"
            })
    void isStorable_otherText_doesNot(String text) {
        assertThat(Numbers.isStorable(text)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Numbers.plain(text));
    }

    @Test
    void text_randomKeys_comeBackEqual() {
        long seed = RandomItems.seed();
        RandomItems items = new RandomItems(new Random(seed));
        for (int round = 0; round < 2000; round++) {
            ItemKey key = new ItemKey(Map.of(
                    "P" + items.text(), AttributeValues.string(items.text()),
                    "S" + items.text(), AttributeValues.number(items.number())));

            assertThat(ItemKey.parse(key.text()))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(key);
            assertThat(ItemKey.parse(key.text()).text()).isEqualTo(key.text());
        }
    }

    @Test
    void text_binaryAndEqualNumbers_isCanonical() {
        ItemKey binary = new ItemKey(Map.of("k", AttributeValues.binary(new byte[] {-1, 0, 62, 63})));

        assertThat(ItemKey.parse(binary.text())).isEqualTo(binary);
        assertThat(new ItemKey(Map.of("k", AttributeValues.number("1.0"))).text())
                .isEqualTo(new ItemKey(Map.of("k", AttributeValues.number("1"))).text());
        assertThat(binary.toString()).isEqualTo("ItemKey[k]");
    }

    @Test
    void equals_otherKey_isNot() {
        ItemKey key = new ItemKey(Map.of("k", AttributeValues.string("a")));

        assertThat(key)
                .isEqualTo(new ItemKey(Map.of("k", AttributeValues.string("a"))))
                .isNotEqualTo(new ItemKey(Map.of("k", AttributeValues.string("b"))))
                .isNotEqualTo(new ItemKey(Map.of("l", AttributeValues.string("a"))))
                .isNotEqualTo(new ItemKey(Map.of("k", AttributeValues.number("1"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a=",
                "a=S",
                "a=X:b",
                "a=N:x",
                "a=N:1.0",
                "a=N:100E2147483647",
                "a=N:1E+126",
                "a=N:",
                "b=S:1&a=S:2",
                "a=S:%2f",
                "a=B:%%",
                "a=S:b&",
                "a=S:1&b=S:2&c=S:3"
            })
    void parse_otherText_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ItemKey.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"SK\":{\"N\":\"1\"}}|key attribute PK is missing",
                "{\"PK\":{\"N\":\"1\"},\"SK\":{\"N\":\"1\"}}|key attribute PK is of type N, the key needs S",
                "{\"PK\":{\"S\":\"\"},\"SK\":{\"N\":\"1\"}}|key attribute PK is empty",
                "{\"PK\":{\"S\":\"p\"}}|key attribute SK is missing",
            })
    void keyOf_badKey_isRefused(String json, String message) {
        KeySchema schema = new KeySchema(new KeyAttribute("PK", KeyType.S), new KeyAttribute("SK", KeyType.N));

        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> schema.keyOf(DynamoDbJson.parse(json, 1)))
                .withMessage(message);
    }

    @Test
    void keyOf_longestValues_areTakenAndLongerOnesRefused() {
        KeySchema schema = new KeySchema(new KeyAttribute("PK", KeyType.S), new KeyAttribute("SK", KeyType.S));
        Item longest = Item.of(
                Map.of("PK", AttributeValues.string("é".repeat(1024)), "SK", AttributeValues.string("x".repeat(1024))));

        assertThat(schema.keyOf(longest).attributes()).containsOnlyKeys("PK", "SK");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> schema.keyOf(longest.with("PK", AttributeValues.string("x".repeat(2049)))))
                .withMessage("key attribute PK is 2049 bytes long, at most 2048 are allowed");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> schema.keyOf(longest.with("SK", AttributeValues.string("x".repeat(1025)))))
                .withMessage("key attribute SK is 1025 bytes long, at most 1024 are allowed");
    }
}

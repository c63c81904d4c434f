package io.touchstream.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DynamoDbJsonTest {
    @Test
    void parse_whatWasWritten_comesBackEqual() {
        long seed = RandomItems.seed();
        RandomItems items = new RandomItems(new Random(seed));
        for (int round = 0; round < 2000; round++) {
            Item item = items.item();
            String canonical = DynamoDbJson.writeCanonical(item);

            assertThat(DynamoDbJson.parse(DynamoDbJson.write(item), 1).attributes())
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(item.attributes());
            assertThat(DynamoDbJson.parse(canonical, 1)).isEqualTo(item);
            assertThat(DynamoDbJson.writeCanonical(DynamoDbJson.parse(canonical, 1)))
                    .isEqualTo(canonical);
            assertThat(DynamoDbJson.parse("{\"Item\":" + canonical + "}", 1)).isEqualTo(item);
        }
    }

    @Test
    void write_number_keepsItsText() {
        String line = "{\"a\":{\"N\":\"12345678901234567890.12345678901234567800\"},\"b\":{\"N\":\"1E+125\"}}";

        assertThat(DynamoDbJson.write(DynamoDbJson.parse(line, 1))).isEqualTo(line);
    }

    @Test
    void writeCanonical_namesAndSets_areInOrder() {
        Item item = DynamoDbJson.parse("{\"b\":{\"SS\":[\"y\",\"x\"]},\"a\":{\"NS\":[\"2.0\",\"10\"]}}", 1);

        assertThat(DynamoDbJson.writeCanonical(item))
                .isEqualTo("{\"a\":{\"NS\":[\"10\",\"2\"]},\"b\":{\"SS\":[\"x\",\"y\"]}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Item\":{\"S\":\"a\"}}",
                "{\"Item\":{\"M\":{\"S\":{\"S\":\"x\"}}}}",
                "{\"Item\":{\"M\":{}}}",
                "{\"Item\":{\"S\":\"a\"},\"pk\":{\"S\":\"b\"}}"
            })
    void parse_attributeNamedItem_isNotAnExport(String line) {
        assertThat(DynamoDbJson.write(DynamoDbJson.parse(line, 1))).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"M\":{\"S\":\"x\"}}", "{\"M\":{\"M\":{}}}", "{\"S\":{\"S\":\"x\"}}", "{}"})
    void parse_exportLine_givesItsItem(String item) {
        assertThat(DynamoDbJson.write(DynamoDbJson.parse("{\"Item\":" + item + "}", 1)))
                .isEqualTo(item);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|line 7, column 1: expected an object of attributes",
                "[]|line 7, column 1: expected an object of attributes",
                "secret|line 7, column 7: not valid JSON",
                "{\"a\":\"secret\"}|line 7, column 6: expected an object of one type and its value",
                "{\"a\":{}}|line 7, column 7: expected a type",
                "{\"a\":{\"S\":\"secret\",\"N\":\"1\"}}|expected one type and its value only",
                "{\"a\":{\"X\":\"secret\"}}|expected one of the types S, N, B",
                "{\"a\":{\"S\":5}}|expected a string",
                "{\"a\":{\"N\":5}}|expected a string",
                "{\"a\":{\"N\":\"secret\"}}|line 7: attribute a holds a number that DynamoDB cannot",
                "{\"a\":{\"NS\":[\"1\",\"1.0\"]}}|line 7: attribute a is a set that holds an element twice",
                "{\"a\":{\"SS\":[]}}|line 7: attribute a is an empty set",
                "{\"a\":{\"SS\":\"x\"}}|expected an array",
                "{\"a\":{\"L\":[\"x\"]}}|expected an object of one type and its value",
                "{\"a\":{\"M\":[]}}|expected an object of attributes",
                "{\"a\":{\"B\":\"%secret\"}}|expected base64",
                "{\"a\":{\"BOOL\":\"true\"}}|expected true or false",
                "{\"a\":{\"NULL\":false}}|expected true",
                "{\"a\":{\"S\":\"x\"}} {}|expected the end of the line",
                "{\"a\":{\"S\":\"x\"},\"a\":{\"S\":\"secret\"}}|not valid JSON",
                "{\"a\":{\"S\":\"secret|not valid JSON",
                "{\"\":{\"S\":\"secret\"}}|has no name",
                "{\"Item\":{\"S\":5}}|expected an object of one type and its value"
            })
    void parse_badLine_tellsThePlaceAndNoValue(String line, String message) {
        DynamoDbJsonException failure =
                catchThrowableOfType(DynamoDbJsonException.class, () -> DynamoDbJson.parse(line, 7));

        assertThat(failure).hasMessageStartingWith("line 7").hasMessageContaining(message);
        assertThat(failure.getMessage()).doesNotContain("secret");
        assertThat(failure.getCause()).isNull();
    }

    @Test
    void parse_depth_isLimited() {
        assertThat(DynamoDbJson.parse(nested(32), 1).attributes()).hasSize(1);
        assertThatExceptionOfType(DynamoDbJsonException.class).isThrownBy(() -> DynamoDbJson.parse(nested(33), 1));
        assertThatExceptionOfType(DynamoDbJsonException.class).isThrownBy(() -> DynamoDbJson.parse(nested(100_000), 1));
    }

    private static String nested(int levels) {
        return "{\"a\":" + "{\"L\":[".repeat(levels) + "{\"S\":\"x\"}" + "]}".repeat(levels) + "}";
    }
}

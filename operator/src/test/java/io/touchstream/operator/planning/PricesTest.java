package io.touchstream.operator.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.operator.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {
    private static final String VALID = """
        {"region": "eu-west-1", "asOf": "2026-11-27", "source": "own", "currency": "EUR",
         "writeUnitsPerMillion": 0.7, "readUnitsPerMillion": 0.14, "storageGigabyteMonth": 0.28,
         "pointInTimeRecoveryGigabyteMonth": 0.22, "backupGigabyteMonth": 0.11}
        """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shipped_arePricesOfUsEast1WithSourceAndDate() {
        Prices prices = Prices.shipped();

        assertThat(prices.region()).isEqualTo("us-east-1");
        assertThat(prices.writeUnitsPerMillion()).isEqualByComparingTo("0.625");
        assertThat(prices.readUnitsPerMillion()).isEqualByComparingTo("0.125");
        assertThat(prices.source()).startsWith("https://aws.amazon.com/");
        assertThat(prices.asOf()).matches("\\d{4}-\\d\\d-\\d\\d");
    }

    @Test
    void of_validFile_isRead() throws IOException {
        Prices prices = Prices.of(file(VALID));

        assertThat(prices.currency()).isEqualTo("EUR");
        assertThat(prices.backupGigabyteMonth()).isEqualByComparingTo("0.11");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.7 | -0.7 | writeUnitsPerMillion: expected a number",
                "0.7 | \"0.7\" | writeUnitsPerMillion: expected a number",
                "\"own\" | 5 | source: expected a text",
                "\"asOf\" | \"asof\" | unknown key asof",
                "\"backupGigabyteMonth\": 0.11 | \"source\": \"b\" | given twice",
                ", \"backupGigabyteMonth\": 0.11 | '' | the key backupGigabyteMonth is missing",
                "{\"region\" | [\"region\" | not a JSON object",
            })
    void of_mistake_isOneLineThatSaysWhich(String right, String wrong, String expected) throws IOException {
        String content = VALID.replace(right, wrong);
        assertThat(content).isNotEqualTo(VALID);
        Path file = file(content);

        assertThatThrownBy(() -> Prices.of(file))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--prices " + file + ": ")
                .hasMessageContaining(expected)
                .message()
                .hasLineCount(1);
    }

    @Test
    void of_missingFile_saysSo() {
        assertThatThrownBy(() -> Prices.of(folder.resolve("none.json")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no such file");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("prices.json"), content);
    }
}

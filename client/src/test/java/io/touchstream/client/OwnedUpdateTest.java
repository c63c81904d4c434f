package io.touchstream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnedUpdateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SET v = :v|SET v = :v REMOVE #touchstream",
                "SET v = :v REMOVE a, b|SET v = :v REMOVE #touchstream, a, b",
                "remove a ADD n :one|remove #touchstream, a ADD n :one",
                "ADD n :one DELETE s :part|ADD n :one DELETE s :part REMOVE #touchstream",
                "SET #remove = :remove , v = :v|SET #remove = :remove , v = :v REMOVE #touchstream",
                "SET toRemove = :v|SET toRemove = :v REMOVE #touchstream",
            })
    void of_anyClauses_addsTheRemovalToThem(String expression, String owned) {
        assertThat(OwnedUpdate.of(expression, Map.of()).expression()).isEqualTo(owned);
    }

    @Test
    void of_noExpression_removes() {
        assertThat(OwnedUpdate.of(null, Map.of()))
                .isEqualTo(new OwnedUpdate("REMOVE #touchstream", Map.of("#touchstream", "_touchstream")));
    }

    @Test
    void of_placeholderThatIsTaken_findsAnother() {
        assertThat(OwnedUpdate.of("SET #touchstream = :v", Map.of("#touchstream", "stream")))
                .isEqualTo(new OwnedUpdate(
                        "SET #touchstream = :v REMOVE #touchstream_",
                        Map.of("#touchstream", "stream", "#touchstream_", "_touchstream")));
    }

    @Test
    void of_updateOfTheProvenance_isRefused() {
        assertThatExceptionOfType(UnsupportedWriteException.class)
                .isThrownBy(() -> OwnedUpdate.of("SET #p = :v", Map.of("#p", "_touchstream")))
                .withMessageContaining("_touchstream")
                .withMessageContaining("leave it out");
    }
}

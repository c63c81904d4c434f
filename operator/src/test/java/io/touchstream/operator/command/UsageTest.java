package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked for and cannot be is one line, that names what was expected, and exit status 2. */
class UsageTest {
    @ParameterizedTest
    @CsvSource({
        "local --port 99999, --port 99999: expected 0 to 65535",
        "rehearse --count -5, --count -5: expected 1 or more",
        "quarantine list --bogus, (see touchstream quarantine list --help)",
        "'', (see touchstream --help)"
    })
    void execute_whatCannotBe_isRefusedInOneLine(String command, String expected) {
        CapturedCommand answer = CapturedCommand.of(command.isEmpty() ? new String[0] : command.split(" ", -1));

        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains(expected);
        assertThat(answer.err().lines()).hasSize(1);
    }
}

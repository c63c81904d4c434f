package io.touchstream.operator.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTest {
    @Test
    void line_whatIsNotToBeSeen_becomesItsNumber() {
        assertThat(Plain.line("a\u001b[31mb\nc\u202ed\u2028e\u009bf"))
                .isEqualTo("a\\u001b[31mb\\u000ac\\u202ed\\u2028e\\u009bf");
    }

    @Test
    void line_ordinaryText_staysAsItIs() {
        String text = "ISSUE#1 ключ 漢字 \uD83D\uDE00 é / = %2F";

        assertThat(Plain.line(text)).isEqualTo(text);
    }
}

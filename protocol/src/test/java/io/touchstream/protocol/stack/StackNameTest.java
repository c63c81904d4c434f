package io.touchstream.protocol.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackNameTest {
    @Test
    void of_signsThatStacksMayNotHave_areReplaced() {
        assertThat(StackName.of("20261120-books_v1.2")).isEqualTo("touchstream-20261120-books-v1-2");
    }
}

package io.touchstream.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.rules.Template;
import io.touchstream.transform.TransformException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Templates of every character: what is written comes out, or one line says why it cannot. */
class TemplateFuzzTest {
    private static final int CASES = 10_000;
    private static final List<String> PIECES = List.of(
            "$",
            "$$",
            "{",
            "}",
            "${",
            "$${",
            "$$${",
            "\\",
            "\\$",
            ":-",
            ":",
            "-",
            "${a}",
            "${a:-b}",
            "${:-}",
            "${}",
            "${ a}",
            "${a:-${a}}",
            "${a.b[0]}",
            "${a..b}",
            "${[0]}",
            "${a[99999999999]}",
            "\u0000",
            "\n",
            "\t",
            "\u2028",
            "\uFEFF",
            "\uD83D\uDE00",
            "\uD83D",
            "\uDE00",
            "e\u0301",
            "%s",
            "{0}",
            "\"",
            "'",
            "`",
            "<",
            "&");

    @Test
    void parse_everyAsciiCharacterAsLiteral_comesOut() {
        String all = IntStream.range(0, 128).mapToObj(Character::toString).collect(Collectors.joining());

        assertThat(evaluated(all, Item.empty())).isEqualTo(all);
        for (int one = 0; one < 128; one++) {
            for (int other = 0; other < 128; other++) {
                String text = Character.toString(one) + Character.toString(other);
                assertThat(evaluated(text.replace("${", "$${"), Item.empty())).isEqualTo(text);
            }
        }
    }

    @Test
    void parse_everyAsciiCharacterInName_isFoundOrTold() {
        for (int one = 0; one < 128; one++) {
            String name = "a" + Character.toString(one) + "b";
            Item item = Item.of(Map.of(name, AttributeValues.string("value")));
            if (one == '}') {
                assertThat(evaluated("${" + name + ":-missing}", Item.of(Map.of("a", AttributeValues.string("x")))))
                        .isEqualTo("xb:-missing}");
            } else {
                assertThat(evaluated("${" + name + "}", item)).isEqualTo("value");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"${:-x}", "${}", "${", "${a", "${a:-", "${ a}", "${a :-x}", "${a:-${b}}"})
    void parse_referenceThatCannotBe_isRefused(String template) {
        assertThatIllegalArgumentException().isThrownBy(() -> Template.parse(template));
    }

    @Test
    void parse_writtenTemplates_giveWhatWasMeant() {
        Fuzz.run("templates", CASES, random -> {
            StringBuilder template = new StringBuilder();
            StringBuilder expected = new StringBuilder();
            Map<String, AttributeValue> attributes = new HashMap<>();
            for (int part = random.nextInt(6); part >= 0; part--) {
                // A dollar sign before a reference would escape it; concat is how the two are joined.
                boolean reference = random.nextBoolean() && !expected.toString().endsWith("$");
                if (reference) {
                    reference(template, expected, attributes, random);
                } else {
                    String literal = text(random);
                    String gap = template.toString().endsWith("$") ? "." : "";
                    template.append(gap).append(literal.replace("${", "$${"));
                    expected.append(gap).append(literal);
                }
            }

            assertThat(evaluated(template.toString(), Item.of(attributes))).isEqualTo(expected.toString());
        });
    }

    @Test
    void parse_anyText_givesTextOrOneLine() {
        Item item = Item.of(Map.of("a", AttributeValues.string("x")));
        Fuzz.run("template texts", CASES, random -> {
            String text = text(random) + text(random) + text(random);
            try {
                assertThat(evaluated(text, item)).isNotNull();
            } catch (IllegalArgumentException | TransformException failure) {
                assertThat(failure.getMessage()).isNotBlank().doesNotContain("Exception");
            }
        });
    }

    private static void reference(
            StringBuilder template, StringBuilder expected, Map<String, AttributeValue> attributes, Random random) {
        String name = "n" + text(random).replaceAll("\\$\\{|}|:-", "_") + "n" + attributes.size();
        String value = text(random);
        String fallback = text(random).replaceAll("\\$\\{|}", "_");
        switch (random.nextInt(3)) {
            case 0 -> {
                attributes.put(name, AttributeValues.string(value));
                template.append("${").append(name).append('}');
                expected.append(value);
            }
            case 1 -> {
                attributes.put(name, AttributeValues.number(42));
                template.append("${").append(name).append(":-").append(fallback).append('}');
                expected.append("42");
            }
            default -> {
                template.append("${missing").append(":-").append(fallback).append('}');
                expected.append(fallback);
            }
        }
    }

    private static String text(Random random) {
        return IntStream.range(0, random.nextInt(5))
                .mapToObj(index -> random.nextBoolean()
                        ? PIECES.get(random.nextInt(PIECES.size()))
                        : Character.toString(random.nextInt(128)))
                .collect(Collectors.joining());
    }

    private static String evaluated(String template, Item item) {
        return Template.parse(template).evaluate(item).s();
    }
}

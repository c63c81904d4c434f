package io.touchstream.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.item.AttributeValues;
import io.touchstream.rules.AttributeConditions;
import io.touchstream.rules.AttributeConditions.AttributeCondition;
import io.touchstream.rules.AttributePath;
import io.touchstream.rules.Comparison;
import io.touchstream.rules.Condition;
import io.touchstream.rules.Operator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A condition that is read as less than it states would hold for items that are not meant. */
class ConditionReaderTest {
    private static final AttributeValue TEXT = AttributeValues.string("a");
    private static final AttributeValue ONE = AttributeValues.number(1);
    private static final AttributeValue TWO = AttributeValues.number(2);
    private static final AttributeValue BINARY = AttributeValues.binary("a".getBytes(StandardCharsets.UTF_8));

    static List<Arguments> conditions() {
        return List.of(
                Arguments.of("a", List.of(new Operator.Compare(Comparison.EQ, TEXT))),
                Arguments.of("1", List.of(new Operator.Compare(Comparison.EQ, ONE))),
                Arguments.of("true", List.of(new Operator.Compare(Comparison.EQ, AttributeValues.bool(true)))),
                Arguments.of("null", List.of(new Operator.Compare(Comparison.EQ, AttributeValues.nul()))),
                Arguments.of("{literal: {B: YQ==}}", List.of(new Operator.Compare(Comparison.EQ, BINARY))),
                Arguments.of("[a, 1, {literal: {B: YQ==}}]", List.of(new Operator.AnyOf(List.of(TEXT, ONE, BINARY)))),
                Arguments.of(
                        "{eq: 1, ne: 2}",
                        List.of(new Operator.Compare(Comparison.EQ, ONE), new Operator.Compare(Comparison.NE, TWO))),
                Arguments.of(
                        "{lt: 2, le: 2, gt: 1, ge: 1}",
                        List.of(
                                new Operator.Compare(Comparison.LT, TWO),
                                new Operator.Compare(Comparison.LE, TWO),
                                new Operator.Compare(Comparison.GT, ONE),
                                new Operator.Compare(Comparison.GE, ONE))),
                Arguments.of("{between: [1, 2]}", List.of(new Operator.Between(ONE, TWO))),
                Arguments.of("{between: [1, 1]}", List.of(new Operator.Between(ONE, ONE))),
                Arguments.of("{beginsWith: a}", List.of(new Operator.BeginsWith(TEXT))),
                Arguments.of("{beginsWith: {literal: {B: YQ==}}}", List.of(new Operator.BeginsWith(BINARY))),
                Arguments.of("{contains: 1}", List.of(new Operator.Contains(ONE))),
                Arguments.of("{exists: true}", List.of(new Operator.Exists(true))),
                Arguments.of("{exists: false}", List.of(new Operator.Exists(false))));
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void read_eachForm_isWhatItStates(String yaml, List<Operator> operators) {
        assertThat(when("{m.A: " + yaml + "}"))
                .isEqualTo(
                        new AttributeConditions(List.of(new AttributeCondition(AttributePath.of("m.A"), operators))));
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void read_severalAttributes_asksOfEach(String yaml, List<Operator> operators) {
        assertThat(when("{A: " + yaml + ", B: " + yaml + "}"))
                .isEqualTo(new AttributeConditions(List.of(
                        new AttributeCondition(AttributePath.of("A"), operators),
                        new AttributeCondition(AttributePath.of("B"), operators))));
    }

    private static @Nullable Condition when(String yaml) {
        return MigrationLoader.parse("a.yaml", """
                        name: conditions
                        source: {tables: [Old]}
                        target: {tables: {New: {partitionKey: {PK: S}}}}
                        touch:
                          when: %s
                        """.formatted(yaml)).touch().when();
    }
}

package io.touchstream.touch.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import io.touchstream.protocol.control.Job;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

class TableKeysTest {
    private static final List<AttributeDefinition> ATTRIBUTES =
            List.of(attribute("indexed", "S"), attribute("sort", "N"), attribute("partition", "B"));

    @Test
    void of_partitionAndSortKey_haveTheTypesOfTheirNames() {
        assertThat(TableKeys.of(description("partition", "sort")))
                .isEqualTo(
                        new KeySchema(new KeyAttribute("partition", KeyType.B), new KeyAttribute("sort", KeyType.N)));
    }

    @Test
    void of_partitionKeyAlone_hasNoSortKey() {
        assertThat(TableKeys.of(description("sort")))
                .isEqualTo(new KeySchema(new KeyAttribute("sort", KeyType.N), null));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4, 5})
    void request_segmentThatIsNone_isRefused(int segment) {
        assertThatThrownBy(() -> new SegmentRequest("run", Job.TOUCH, "Table", segment, 4))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void request_firstAndLastSegment_areTaken(int segment) {
        assertThat(new SegmentRequest("run", Job.TOUCH, "Table", segment, 4).segment())
                .isEqualTo(segment);
    }

    private static TableDescription description(String... names) {
        return TableDescription.builder()
                .attributeDefinitions(ATTRIBUTES)
                .keySchema(List.of(names).stream()
                        .map(name ->
                                KeySchemaElement.builder().attributeName(name).build())
                        .toList())
                .build();
    }

    private static AttributeDefinition attribute(String name, String type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }
}

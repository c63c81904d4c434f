package io.touchstream.touch.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import com.amazonaws.services.lambda.runtime.Context;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.Canaries;
import io.touchstream.protocol.control.ControlTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class CanaryHandlerIT {
    private static final int NEARLY_FULL = 400 * 1024 - 12;

    private final Source source = new Source().create(null);
    private final ControlTable control = new ControlTable(source.client, "control-" + source.table);

    @BeforeEach
    void createControlTable() {
        source.client.createTable(ControlTable.creation(control.name()));
    }

    @Test
    void handle_table_touchesOneItemWithACanary() {
        source.put(Map.of("id", AttributeValue.fromS("a")));
        source.put(Map.of("id", AttributeValue.fromS("b")));

        Map<String, Object> answer = handle("touch", Map.of("table", source.table));
        assertThat(answer).containsEntry("table", source.table).containsEntry("seen", false);
        assertThat(new RunToken(token(answer)).kind()).isEqualTo(RunToken.Kind.CANARY);
        assertThat(markers()).containsExactly(token(answer));
    }

    @Test
    void handle_ownAnswer_tellsWhenTheCanaryWasSeenAndTouchesNoMore() {
        source.put(Map.of("id", AttributeValue.fromS("a")));
        Map<String, Object> answer = handle("touch", Map.of("table", source.table));

        assertThat(handle("touch", answer)).isEqualTo(answer);
        new Canaries(control).seen(new RunToken(token(answer)), Instant.now());
        assertThat(handle("touch", answer))
                .isEqualTo(Map.of("table", source.table, "token", token(answer), "seen", true));
        assertThat(markers()).containsExactly(token(answer));
    }

    @Test
    void handle_twice_drawsAnotherToken() {
        source.put(Map.of("id", AttributeValue.fromS("a")));

        assertThat(token(handle("touch", Map.of("table", source.table))))
                .isNotEqualTo(token(handle("touch", Map.of("table", source.table))));
    }

    @Test
    void handle_emptyTable_countsAsSeen() {
        assertThat(handle("touch", Map.of("table", source.table)))
                .isEqualTo(Map.of("table", source.table, "token", "", "seen", true));
        assertThat(handle("touch", Map.of("table", source.table, "token", "", "seen", true)))
                .containsEntry("seen", true);
    }

    @Test
    void handle_firstItemsTooLargeForTheMarker_touchesAnotherOne() {
        for (int item = 0; item < 25; item++) {
            source.put(Map.of("id", AttributeValue.fromS("x" + item), "v", AttributeValue.fromS(filling(item))));
        }
        source.put(Map.of("id", AttributeValue.fromS("small")));

        Map<String, Object> answer = handle("touch", Map.of("table", source.table));
        assertThat(answer).containsEntry("seen", false);
        assertThat(markers()).containsExactly(token(answer));
    }

    @Test
    void handle_copyLane_writesNothing() {
        source.put(Map.of("id", AttributeValue.fromS("a")));

        assertThat(handle("copy", Map.of("table", source.table)))
                .isEqualTo(Map.of("table", source.table, "token", "", "seen", true));
        assertThat(markers()).isEmpty();
    }

    @Test
    void handle_tableOfNoSource_isRefused() {
        assertThatThrownBy(() -> handle("touch", Map.of("table", "Other")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("table must be one of the migration's sources");
    }

    private Map<String, Object> handle(String lane, Map<String, Object> input) {
        CanaryHandler handler = new CanaryHandler(
                source.client,
                MigrationLoader.parse(
                        "test.yaml",
                        "name: test\nsource: {tables: [" + source.table + "]}\n"
                                + "target: {tables: {Target: {partitionKey: {id: S}}}}\ntouch: {lane: " + lane + "}\n"),
                control.name());
        return handler.handleRequest(input, mock(Context.class));
    }

    private List<String> markers() {
        return source.client.scanPaginator(request -> request.tableName(source.table)).items().stream()
                .filter(item -> item.containsKey("migrate"))
                .map(item -> Objects.requireNonNull(item.get("migrate")).s())
                .toList();
    }

    private static String token(Map<String, Object> answer) {
        return (String) Objects.requireNonNull(answer.get("token"));
    }

    private static String filling(int item) {
        return "v".repeat(NEARLY_FULL - ("x" + item).length() - 3);
    }
}

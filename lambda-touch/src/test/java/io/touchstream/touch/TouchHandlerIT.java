package io.touchstream.touch;

import static io.touchstream.touch.TouchBench.fullItem;
import static io.touchstream.touch.TouchBench.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Segments.Progress;
import io.touchstream.protocol.control.Segments.SegmentId;
import io.touchstream.touch.mark.Toucher;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TouchHandlerIT {
    private final TouchBench bench = TouchBench.open();
    private final Item one = bench.putSource(item("a", "1"));

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @EnumSource(Job.class)
    void handleRequest_everyJob_worksToTheEnd(Job job) {
        Map<String, Object> input = input(job);
        input.put("table", job == Job.VERIFY_TARGET ? bench.target : bench.source);
        bench.sync(1, Optional.empty(), Optional.of(one));

        Map<String, Object> output = bench.handler.handleRequest(input, context(60_000));
        assertThat(output).containsEntry("done", true).doesNotContainKey("cursor");
    }

    @Test
    void handleRequest_touch_answersCounts() {
        assertThat(bench.handler
                        .handleRequest(input(Job.TOUCH), context(60_000))
                        .get("counts"))
                .isEqualTo(bench.progress(Job.TOUCH).counts());
        assertThat(bench.marked(one)).isPresent();
    }

    @Test
    void handleRequest_noTimeLeft_answersCursorAsJson() {
        SegmentId id = new SegmentId(bench.token.text(), Job.TOUCH, bench.source, 0);
        bench.segments.save(id, new Progress(one.attributes(), Map.of(), false, null), Instant.now());

        Map<String, Object> output = bench.handler.handleRequest(input(Job.TOUCH), context(1000));
        assertThat(output).containsEntry("done", false);
        assertThat(DynamoDbJson.parse(String.valueOf(output.get("cursor")), 1)).isEqualTo(one);
        assertThat(bench.marked(one)).isEmpty();
    }

    @Test
    void handleRequest_fieldMissing_isRefused() {
        Map<String, Object> input = input(Job.TOUCH);
        input.remove("segment");

        assertThatThrownBy(() -> bench.handler.handleRequest(input, context(60_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("segment");
    }

    @Test
    void toucher_singleItem_tellsWhatBecameOfIt() {
        Item full = bench.putSource(fullItem("b"));

        assertThat(touchOne(one)).isEqualTo(Toucher.Outcome.TOUCHED);
        assertThat(bench.marked(one)).isPresent();
        assertThat(touchOne(item("z", "1"))).isEqualTo(Toucher.Outcome.GONE);
        assertThat(bench.find(bench.source, item("z", "1"))).isEmpty();
        assertThat(touchOne(full)).isEqualTo(Toucher.Outcome.TOO_LARGE);
    }

    private Toucher.Outcome touchOne(Item item) {
        return bench.handler.toucher().touchOne(bench.source, bench.id(item).key(), bench.token);
    }

    private Map<String, Object> input(Job job) {
        return new HashMap<>(Map.of(
                "run", bench.token.text(), "job", job.name(), "table", bench.source, "segment", 0, "totalSegments", 1));
    }

    private static Context context(int remainingMillis) {
        Context context = mock(Context.class);
        when(context.getRemainingTimeInMillis()).thenReturn(remainingMillis);
        return context;
    }
}

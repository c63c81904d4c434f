package io.touchstream.touch;

import static io.touchstream.touch.TouchBench.item;
import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.control.Job;
import io.touchstream.touch.segment.SegmentRequest;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

class ScrubJobIT {
    private final TouchBench bench = TouchBench.open();
    private final Item one = item("a", "1");

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void scrub_itemsWithProvenance_loseItAndNothingElse() {
        Item owned = item("a", "2");
        Item foreign = item("a", "3").with(Provenance.ATTRIBUTE, AttributeValues.string("mine"));
        bench.put(bench.target, bench.provenance(one, 1).on(one));
        bench.put(bench.target, owned);
        bench.put(bench.target, foreign);

        assertThat(scrub())
                .containsEntry("scanned", 3L)
                .containsEntry("scrubbed", 1L)
                .containsEntry("changed", 0L)
                .containsEntry("foreign", 1L);

        assertThat(bench.targetItems()).containsExactlyInAnyOrder(one, owned, foreign);
        assertThat(bench.hooks.sent(UpdateItemRequest.class)).hasSize(1);
    }

    @Test
    void scrub_itemThatChangedAfterTheScan_isLeftAndCounted() {
        bench.put(bench.target, bench.provenance(one, 1).on(one));
        Item newer = bench.provenance(one, 2).on(one);
        bench.hooks.before(UpdateItemRequest.class::isInstance, () -> bench.put(bench.target, newer));

        assertThat(scrub()).containsEntry("scrubbed", 0L).containsEntry("changed", 1L);
        assertThat(bench.targetItems()).containsExactly(newer);
    }

    @Test
    void scrub_itemDeletedAfterTheScan_staysDeleted() {
        bench.put(bench.target, bench.provenance(one, 1).on(one));
        bench.hooks.before(
                UpdateItemRequest.class::isInstance,
                () -> bench.plain.deleteItem(
                        request -> request.tableName(bench.target).key(one.attributes())));

        assertThat(scrub()).containsEntry("scrubbed", 0L);
        assertThat(bench.targetItems()).isEmpty();
    }

    private Map<String, Long> scrub() {
        return bench.handler
                .work(
                        new SegmentRequest("scrub", Job.SCRUB, bench.target, 0, 1),
                        Instant.now().plusSeconds(60))
                .counts();
    }
}

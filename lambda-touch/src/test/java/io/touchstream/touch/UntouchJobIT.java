package io.touchstream.touch;

import static io.touchstream.touch.TouchBench.item;
import static io.touchstream.touch.TouchBench.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.item.Item;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.Job;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

class UntouchJobIT {
    private final TouchBench bench = TouchBench.open();
    private final RunToken earlier = RunToken.draw(RunToken.Kind.REPAIR, new Random());
    private final Item one = item("a", "1");

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void untouch_markersOfAnyRun_areRemoved() {
        bench.putSource(with(one, TouchBench.MARKER, earlier.text()));
        bench.putSource(with(item("a", "2"), TouchBench.MARKER, bench.token.text()));
        bench.putSource(item("a", "3"));

        assertThat(bench.work(Job.UNTOUCH).counts())
                .containsEntry("untouched", 2L)
                .containsEntry("scanned", 3L)
                .containsEntry("foreign", 0L);
        assertThat(bench.hooks.sent(UpdateItemRequest.class)).hasSize(2);
        assertThat(bench.find(bench.source, one)).contains(one);
    }

    @Test
    void untouch_attributeOfTheApplication_isLeftAloneAndCounted() {
        Item foreign = bench.putSource(with(one, TouchBench.MARKER, "mine"));

        assertThat(bench.work(Job.UNTOUCH).counts())
                .containsEntry("untouched", 0L)
                .containsEntry("foreign", 1L);
        assertThat(bench.find(bench.source, one)).contains(foreign);
    }

    @Test
    void untouch_markersNameTakenAfterScan_leavesTheApplicationsValue() {
        bench.putSource(with(one, TouchBench.MARKER, earlier.text()));
        Item foreign = with(one, TouchBench.MARKER, "mine");
        bench.hooks.before(bench.touches(), () -> bench.putSource(foreign));

        assertThat(bench.work(Job.UNTOUCH).counts()).containsEntry("untouched", 0L);
        assertThat(bench.find(bench.source, one)).contains(foreign);
    }

    @Test
    void untouch_itemDeletedAfterScan_staysDeleted() {
        Item marked = bench.putSource(with(one, TouchBench.MARKER, earlier.text()));
        bench.hooks.before(bench.touches(), () -> bench.deleteSource(marked));

        assertThat(bench.work(Job.UNTOUCH).counts()).containsEntry("untouched", 0L);
        assertThat(bench.find(bench.source, one)).isEmpty();
    }
}

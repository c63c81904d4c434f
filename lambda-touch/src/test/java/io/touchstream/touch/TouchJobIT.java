package io.touchstream.touch;

import static io.touchstream.touch.TouchBench.fullItem;
import static io.touchstream.touch.TouchBench.item;
import static io.touchstream.touch.TouchBench.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.Segments.Progress;
import io.touchstream.touch.mark.MarkerTakenException;
import io.touchstream.touch.segment.SegmentResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionSizeLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

class TouchJobIT {
    private TouchBench bench = TouchBench.open();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void touch_itemDeletedAfterScan_staysDeleted() {
        Item item = bench.putSource(item("a", "1"));
        bench.hooks.before(bench.touches(), () -> bench.deleteSource(item));

        assertThat(bench.work(Job.TOUCH).counts()).containsEntry("gone", 1L).containsEntry("touched", 0L);
        assertThat(bench.find(bench.source, item)).isEmpty();
    }

    @Test
    void touch_itemTouchedByEarlierRun_leavesRecordAgain() {
        RunToken earlier = RunToken.draw(RunToken.Kind.TOUCH, new Random());
        bench.putSource(with(item("a", "1"), TouchBench.MARKER, earlier.text()));
        bench.putSource(item("a", "2"));

        assertThat(bench.work(Job.TOUCH).counts()).containsEntry("touched", 2L);
        assertThat(records())
                .filteredOn(record -> bench.token
                        .text()
                        .equals(Item.of(record.dynamodb().newImage())
                                .get(TouchBench.MARKER)
                                .map(value -> value.s())
                                .orElse("")))
                .hasSize(2);
    }

    @Test
    void touch_itemsThatCarryTheToken_areSkipped() {
        bench.putSource(with(item("a", "1"), TouchBench.MARKER, bench.token.text()));
        Item rest = bench.putSource(item("a", "2"));

        assertThat(bench.work(Job.TOUCH).counts())
                .containsEntry("alreadyTouched", 1L)
                .containsEntry("touched", 1L)
                .containsEntry("scanned", 2L);
        assertThat(bench.hooks.sent(UpdateItemRequest.class)).hasSize(1);
        assertThat(bench.marked(rest)).isPresent();
    }

    @Test
    void touch_killedInMidPage_pageIsDoneAgain() {
        List<Item> items = items(20);
        bench.hooks.before(bench.touches(), () -> {
            throw new Hooks.Crash();
        });

        assertThatThrownBy(() -> bench.work(Job.TOUCH)).isInstanceOf(Hooks.Crash.class);
        assertThat(bench.progress(Job.TOUCH)).isEqualTo(Progress.NONE);

        SegmentResult resumed;
        try (TouchHandler another = bench.newHandler()) {
            resumed = another.work(bench.request(Job.TOUCH), Instant.now().plusSeconds(60));
        }
        assertThat(resumed.done()).isTrue();
        assertThat(resumed.counts()).containsEntry("alreadyTouched", 19L).containsEntry("touched", 1L);
        assertThat(items).allMatch(item -> bench.marked(item).isPresent());
    }

    @Test
    void touch_doneSegment_isNotScannedAgain() {
        bench.putSource(item("a", "1"));
        bench.work(Job.TOUCH);
        int scans = bench.hooks.sent(ScanRequest.class).size();

        assertThat(bench.work(Job.TOUCH).counts()).containsEntry("touched", 1L);
        assertThat(bench.hooks.sent(ScanRequest.class)).hasSize(scans);
    }

    @Test
    void touch_scanRequest_isConsistentAndReadsNoMoreThanItNeeds() {
        bench.work(Job.TOUCH);

        ScanRequest scan = bench.hooks.sent(ScanRequest.class).get(0);
        assertThat(scan.consistentRead()).isTrue();
        assertThat(scan.filterExpression()).isEqualTo("attribute_not_exists(#marker) OR #marker <> :token");
        assertThat(scan.projectionExpression()).isEqualTo("#marker, #a1, #a2");
        assertThat(scan.expressionAttributeNames())
                .containsEntry("#marker", TouchBench.MARKER)
                .containsEntry("#a1", "PK")
                .containsEntry("#a2", "SK");
    }

    @Test
    void touch_severalPages_touchesAll() {
        List<Item> items = items(620);

        assertThat(bench.work(Job.TOUCH).counts())
                .containsEntry("touched", 620L)
                .containsEntry("writeUnits", 620L);
        assertThat(bench.hooks.sent(ScanRequest.class)).hasSizeGreaterThan(1);
        assertThat(items).allMatch(item -> bench.marked(item).isPresent());
    }

    @Test
    void touch_itemTooLargeForMarker_isCopied() {
        Item full = bench.putSource(fullItem("a"));
        Item small = bench.putSource(item("b", "1"));

        assertThat(bench.work(Job.TOUCH).counts()).containsEntry("copied", 1L).containsEntry("touched", 1L);
        assertThat(bench.find(bench.source, full)).contains(full);
        assertThat(bench.marked(small)).isPresent();
        assertThat(Provenance.of(bench.find(bench.target, full).orElseThrow().attributes()))
                .contains(new Provenance(bench.id(full), Version.COPY));
    }

    @Test
    void touch_itemWhoseCollectionIsFull_isCopied() {
        Item item = bench.putSource(item("a", "1"));
        bench.hooks.before(bench.touches(), () -> {
            throw ItemCollectionSizeLimitExceededException.builder()
                    .message("full")
                    .build();
        });

        assertThat(bench.work(Job.TOUCH).counts()).containsEntry("copied", 1L).containsEntry("touched", 0L);
        assertThat(bench.find(bench.target, item)).isPresent();
    }

    @Test
    void touch_crashAfterCopyOfLargeItemThenSourceDeleted_leavesNoGhost() {
        Item full = bench.putSource(fullItem("a"));
        bench.hooks.after(bench.targetPuts(), () -> {
            throw new Hooks.Crash();
        });
        assertThatThrownBy(() -> bench.work(Job.TOUCH)).isInstanceOf(Hooks.Crash.class);
        assertThat(bench.find(bench.target, full)).isPresent();
        bench.deleteSource(full);

        assertThat(bench.work(Job.TOUCH).done()).isTrue();
        assertThat(bench.targetItems()).isEmpty();
    }

    @Test
    void touch_markerTakenByApplication_touchesNothing() {
        bench.putSource(item("a", "1"));
        Item taken = bench.putSource(with(item("a", "2"), TouchBench.MARKER, "mine"));

        assertThatThrownBy(() -> bench.work(Job.TOUCH))
                .isInstanceOf(MarkerTakenException.class)
                .hasMessageContaining(bench.source)
                .hasMessageContaining(TouchBench.MARKER)
                .hasMessageNotContaining("mine");
        assertThat(bench.hooks.sent(UpdateItemRequest.class)).isEmpty();
        assertThat(bench.find(bench.source, taken)).contains(taken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mine", "tst", "tsx0123456789", "tst01234567890"})
    void touch_markersNameTakenAfterScan_leavesTheApplicationsValue(String own) {
        Item item = bench.putSource(item("a", "1"));
        Item taken = with(item, TouchBench.MARKER, own);
        bench.hooks.before(bench.touches(), () -> bench.putSource(taken));

        assertThatThrownBy(() -> bench.work(Job.TOUCH)).isInstanceOf(MarkerTakenException.class);
        assertThat(bench.find(bench.source, item)).contains(taken);
    }

    @Test
    void touch_otherTypeUnderTheMarkersNameAfterScan_leavesTheApplicationsValue() {
        Item item = bench.putSource(item("a", "1"));
        for (AttributeValue own : List.of(
                AttributeValues.number(7),
                AttributeValue.fromBool(true),
                AttributeValues.binary("tst0123456789".getBytes(StandardCharsets.UTF_8)))) {
            Item taken = item.with(TouchBench.MARKER, own);
            bench.hooks.before(bench.touches(), () -> bench.putSource(taken));

            assertThatThrownBy(() -> bench.work(Job.TOUCH)).isInstanceOf(MarkerTakenException.class);
            assertThat(bench.find(bench.source, item)).contains(taken);
            bench.putSource(item);
        }
    }

    @Test
    void touch_markerOfAnyEarlierRun_isReplaced() {
        for (RunToken.Kind kind : RunToken.Kind.values()) {
            bench.putSource(with(
                    item("a", kind.name()),
                    TouchBench.MARKER,
                    RunToken.draw(kind, new Random()).text()));
        }

        assertThat(bench.work(Job.TOUCH).counts()).containsEntry("touched", 3L);
    }

    @Test
    void copy_applicationsOwnAttributeOfTheMarkersName_isCopied() {
        Item taken = bench.putSource(with(item("a", "1"), TouchBench.MARKER, "mine"));

        bench.work(Job.COPY);
        assertThat(bench.find(bench.target, taken).orElseThrow().get(TouchBench.MARKER))
                .contains(AttributeValues.string("mine"));
    }

    @Test
    void touch_when_touchesOnlyWhatIsMeant() {
        bench.close();
        bench = TouchBench.open("touch: {when: {Wanted: {exists: true}}}");
        Item wanted = bench.putSource(with(item("a", "1"), "Wanted", "x"));
        Item other = bench.putSource(item("a", "2"));

        assertThat(bench.work(Job.TOUCH).counts()).containsEntry("touched", 1L).containsEntry("skipped", 1L);
        assertThat(bench.marked(wanted)).isPresent();
        assertThat(bench.find(bench.source, other)).contains(other);
    }

    @Test
    void touch_throttledOnce_isTriedAgainCountedAndNoted() {
        Item item = bench.putSource(item("a", "1"));
        bench.hooks.before(bench.touches(), () -> {
            throw ProvisionedThroughputExceededException.builder()
                    .message("slow down")
                    .throttlingReasons(List.of(ThrottlingReason.builder()
                            .reason("TableWriteKeyRangeThroughputExceeded")
                            .build()))
                    .build();
        });

        assertThat(bench.work(Job.TOUCH).counts())
                .containsEntry("throttled", 1L)
                .containsEntry("touched", 1L);
        assertThat(bench.progress(Job.TOUCH).note()).isEqualTo("throttled: TableWriteKeyRangeThroughputExceeded");
        assertThat(bench.marked(item)).isPresent();
    }

    @Test
    void touch_itemInTransaction_isTriedAgainAndNoThrottle() {
        Item item = bench.putSource(item("a", "1"));
        bench.hooks.before(bench.touches(), () -> {
            throw TransactionConflictException.builder().message("conflict").build();
        });

        assertThat(bench.work(Job.TOUCH).counts())
                .containsEntry("throttled", 0L)
                .containsEntry("touched", 1L);
        assertThat(bench.marked(item)).isPresent();
    }

    @Test
    void touch_scanThrottled_isTriedAgain() {
        bench.putSource(item("a", "1"));
        bench.hooks.before(request -> request instanceof ScanRequest, () -> {
            throw ProvisionedThroughputExceededException.builder()
                    .message("slow down")
                    .build();
        });

        assertThat(bench.work(Job.TOUCH).counts()).containsEntry("touched", 1L);
    }

    private List<Item> items(int number) {
        List<Item> items = new ArrayList<>();
        for (int index = 0; index < number; index++) {
            items.add(bench.putSource(item("p" + index % 7, "s" + index)));
        }
        return items;
    }

    private List<Record> records() {
        DynamoDbStreamsClient streams = EmbeddedDynamoDb.shared().streams();
        String arn = bench.plain
                .describeTable(request -> request.tableName(bench.source))
                .table()
                .latestStreamArn();
        String shard = streams.describeStream(request -> request.streamArn(arn))
                .streamDescription()
                .shards()
                .get(0)
                .shardId();
        String iterator = streams.getShardIterator(request ->
                        request.streamArn(arn).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        GetRecordsResponse response = streams.getRecords(request -> request.shardIterator(iterator));
        return response.records();
    }
}

package io.touchstream.sync;

import static io.touchstream.sync.SyncFixture.image;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import io.touchstream.protocol.SourceId;
import io.touchstream.sync.decode.WrongStreamException;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import io.touchstream.transform.TransformException;
import io.touchstream.transform.Transformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.Mockito;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * Malformed and hostile events through the real handler: a record is applied, quarantined or reported as unfinished, and
 * the good ones beside it are applied. {@code -Dfuzz.cases=N -Dfuzz.seed=S} as for the other fuzz tests.
 */
@Timeout(300)
class HostileEventsIT {
    private static final List<Hostility> HOSTILITIES = List.of(Hostility.values());
    private static final int CASES = 150;
    private static final int TRIES_OF_EACH = 6;

    private final SyncFixture sync = new SyncFixture();
    private int items;

    @AfterEach
    void close() {
        sync.close();
    }

    @ParameterizedTest
    @EnumSource
    void handle_hostileRecord_isNeverLostAndTheRestGoesOn(Hostility hostility) {
        for (int seed = 0; seed < TRIES_OF_EACH; seed++) {
            Random random = new Random(seed);
            deliver(List.of(good(), hostile(random, hostility), good()), hostility + " " + seed);
        }
    }

    @Test
    void handle_randomHostileBatches_areNeverLostAndTheRestGoesOn() {
        int cases = Integer.getInteger("fuzz.cases", CASES);
        long first = Long.getLong("fuzz.seed", System.nanoTime());
        System.out.println("fuzz events: " + cases + " batches from seed " + first);
        for (long seed = first; seed < first + cases; seed++) {
            Random random = new Random(seed);
            List<Sent> batch = new ArrayList<>();
            for (int count = random.nextInt(4); count >= 0; count--) {
                batch.add(good());
                batch.add(hostile(random, any(random), any(random)));
            }
            Collections.shuffle(batch, random);
            deliver(batch, "replay with -Dfuzz.cases=1 -Dfuzz.seed=" + seed);
        }
    }

    @Test
    void handle_nothing_answersWithNoFailure() {
        assertThat(sync.handler.handleRequest(null, Mockito.mock(Context.class)).getBatchItemFailures())
                .isEmpty();
        assertThat(sync.deliver().getBatchItemFailures()).isEmpty();
    }

    @Test
    void handle_nullRecords_areKept() {
        assertFinished(sync.deliver(null, sync.record(null, image("1", "a", "x")), null));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "x"));
        assertThat(sync.entries()).hasSize(1);
    }

    @Test
    void handle_recordsWithoutEventId_areEachKept() {
        List<DynamodbStreamRecord> records = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            DynamodbStreamRecord record = sync.record(null, image("1", "a", "x"));
            record.setEventID(null);
            record.getDynamodb().setKeys(null);
            records.add(record);
        }
        assertFinished(sync.deliver(records.toArray(DynamodbStreamRecord[]::new)));
        assertFinished(sync.deliver(records.toArray(DynamodbStreamRecord[]::new)));

        assertThat(sync.entries()).hasSize(3);
    }

    @Test
    void handle_recordWithHugeEventId_isKept() {
        DynamodbStreamRecord record = sync.record(null, image("1", "a", "x"));
        record.setEventID("x".repeat(500_000));
        record.getDynamodb().setKeys(null);
        assertFinished(sync.deliver(record));

        assertThat(sync.entries()).hasSize(1);
    }

    @Test
    void handle_untransformableItemAsDeepAsCanBe_isKeptWithImagesElsewhere() {
        Map<String, AttributeValue> deep = image("1", "", "x");
        deep.put("deep", Hostility.nested(31));
        assertFinished(sync.deliver(sync.record(null, deep)));

        assertThat(sync.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.images().location()).isEqualTo("elsewhere"));
    }

    /** Says a lot when it fails. */
    public static final class Verbose implements Transformer {
        @Override
        public List<TargetWrite> transform(SourceItem source) {
            throw new TransformException("line\nafter line ".repeat(40_000));
        }
    }

    @Test
    void handle_transformerWithHugeMessage_isQuarantined() {
        try (SyncFixture verbose = new SyncFixture("transform: {java: " + Verbose.class.getName() + "}\n", "")) {
            assertFinished(verbose.deliver(verbose.record(null, image("1", "a", "x"))));

            assertThat(verbose.entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.detail())
                            .hasSizeLessThan(1100)
                            .startsWith("line after line")
                            .doesNotContain("\n"));
        }
    }

    @Test
    void handle_recordsOfOneItemOutOfOrder_endInTheLatestState() {
        assertFinished(sync.deliver(
                sync.record(7, image("1", "b", "y"), image("1", "c", "z")),
                sync.record(5, null, image("1", "a", "x")),
                sync.record(6, image("1", "a", "x"), image("1", "b", "y"))));

        assertThat(sync.targetValues()).isEqualTo(Map.of("c", "z"));
    }

    @Test
    void handle_oneSequenceNumberForSeveralItems_appliesAll() {
        assertFinished(sync.deliver(
                sync.record(5, null, image("1", "a", "x")),
                sync.record(5, null, image("2", "b", "y")),
                sync.record(5, null, image("3", "c", "z"))));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "x", "b", "y", "c", "z"));
    }

    @Test
    void handle_hugeBatchWithHostileRecords_appliesAllTheGoodOnes() {
        Random random = new Random(1);
        List<Sent> batch = new ArrayList<>();
        for (int number = 0; number < 500; number++) {
            batch.add(good());
        }
        for (Hostility hostility : Hostility.values()) {
            if (hostility != Hostility.STREAM_OF_ANOTHER_TABLE && hostility != Hostility.ODD_VIEW) {
                batch.add(random.nextInt(batch.size()), hostile(random, hostility));
            }
        }
        sync.remaining = Duration.ofMinutes(10);
        deliver(batch, "huge batch");
    }

    @Test
    void handle_streamOfAnotherTable_failsTheBatchAndWritesNothing() {
        DynamodbStreamRecord record = sync.record(null, image("1", "a", "x"));
        record.setEventSourceARN(record.getEventSourceARN().replace("Source", "Other"));

        assertThat(failureOf(List.of(record)))
                .isInstanceOf(WrongStreamException.class)
                .hasMessage("the stream is of table Other, which is not a source of this migration");
        assertThat(sync.requests).noneMatch(PutItemRequest.class::isInstance);
    }

    private record Sent(DynamodbStreamRecord record, String name, boolean isGood) {}

    private void deliver(List<Sent> batch, String description) {
        List<DynamodbStreamRecord> records = batch.stream().map(Sent::record).toList();
        RuntimeException failure = failureOf(records);
        if (failure != null) {
            assertThat(failure).as(description).isInstanceOf(WrongStreamException.class);
            List<Sent> rest = batch.stream().filter(Sent::isGood).toList();
            assertThat(failureOf(rest.stream().map(Sent::record).toList())).isNull();
            rest.forEach(sent -> assertKept(sent, description));
            return;
        }
        batch.forEach(sent -> assertKept(sent, description));
    }

    /** Delivers, and delivers again from the first unfinished record, as the event source mapping does. */
    private @Nullable RuntimeException failureOf(List<DynamodbStreamRecord> records) {
        try {
            StreamsEventResponse response = sync.deliver(records.toArray(DynamodbStreamRecord[]::new));
            assertFinished(response);
            return null;
        } catch (RuntimeException failure) {
            assertThat(failure.getMessage()).isNotBlank();
            return failure;
        }
    }

    private void assertKept(Sent sent, String description) {
        boolean applied = isApplied(sent);
        boolean kept = applied || isQuarantined(sent);
        assertThat(sent.isGood() ? applied : kept)
                .as("%s: %s is applied%s", description, sent.name(), sent.isGood() ? "" : " or quarantined")
                .isTrue();
    }

    private boolean isApplied(Sent sent) {
        if (sent.record().getDynamodb() == null) {
            return false;
        }
        Map<String, AttributeValue> after = sent.record().getDynamodb().getNewImage();
        Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> found = sync.client
                .getItem(request -> request.tableName(sync.target)
                        .key(Map.of(
                                "k", software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS(sent.name())))
                        .consistentRead(true))
                .item();
        if (after == null || after.isEmpty()) {
            // Under a name that is not known, a lone old image is a delete, as of DynamoDB Local's time to live.
            return !List.of("INSERT", "MODIFY")
                            .contains(String.valueOf(sent.record().getEventName()))
                    && found.isEmpty();
        }
        return found.containsKey("v")
                && after.containsKey("v")
                && Objects.equals(
                        Objects.requireNonNull(found.get("v")).s(),
                        Objects.requireNonNull(after.get("v")).getS());
    }

    private boolean isQuarantined(Sent sent) {
        List<SourceId> sources =
                List.of(SourceId.ofEvent(sent.record().getEventID()), new SourceId("Source/id=S:" + sent.name()));
        return !sync.quarantine.find(sources).isEmpty();
    }

    private Sent good() {
        String name = "good" + ++items;
        return new Sent(sync.record(null, image(name, name, "v" + items)), name, true);
    }

    private Sent hostile(Random random, Hostility... hostilities) {
        String name = "hostile" + ++items;
        boolean inserts = random.nextBoolean();
        DynamodbStreamRecord record =
                sync.record(inserts ? null : image(name, name, "before"), image(name, name, "v" + items));
        record.getDynamodb().setKeys(new HashMap<>(record.getDynamodb().getKeys()));
        record.setEventID(UUID.randomUUID().toString());
        for (Hostility hostility : hostilities) {
            apply(hostility, record, random);
        }
        return new Sent(record, name, false);
    }

    /** Two ways of being wrong may exclude each other, as no stream part and no keys do. */
    private static void apply(Hostility hostility, DynamodbStreamRecord record, Random random) {
        try {
            hostility.on(record, random);
        } catch (NullPointerException | UnsupportedOperationException exclusive) {
            assertThat(record).isNotNull();
        }
    }

    private static Hostility any(Random random) {
        return HOSTILITIES.get(random.nextInt(HOSTILITIES.size()));
    }

    private void assertFinished(StreamsEventResponse response) {
        assertThat(response.getBatchItemFailures())
                .as(
                        "%s",
                        sync.lines.stream()
                                .filter(line -> line.contains("obstacle"))
                                .toList())
                .extracting(BatchItemFailure::getItemIdentifier)
                .isEmpty();
    }
}

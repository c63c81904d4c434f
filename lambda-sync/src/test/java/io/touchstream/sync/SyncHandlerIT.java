package io.touchstream.sync;

import static io.touchstream.sync.SyncFixture.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.Identity;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamViewType;
import io.touchstream.definition.DefinitionException;
import io.touchstream.definition.SyncDefinition.GuardKind;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.Phases;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.Mockito;
import software.amazon.awssdk.core.RequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

@ParameterizedClass
@EnumSource(GuardKind.class)
class SyncHandlerIT {
    private static final String NO_RULES = "";
    private static final RunToken TOUCH = RunToken.draw(RunToken.Kind.TOUCH, new Random(1));
    private static final RunToken REPAIR = RunToken.draw(RunToken.Kind.REPAIR, new Random(1));
    private static final RunToken CANARY = RunToken.draw(RunToken.Kind.CANARY, new Random(1));

    private final GuardKind guard;
    private final SyncFixture sync;

    SyncHandlerIT(GuardKind guard) {
        this.guard = guard;
        this.sync = SyncFixture.of(guard);
    }

    @AfterEach
    void close() {
        sync.close();
    }

    @Test
    void handle_insertModifyRemove_followsTheSource() {
        assertFinished(sync.deliver(sync.record(null, image("1", "a", "x")), sync.record(null, image("2", "b", "y"))));
        assertFinished(sync.deliver(
                sync.record(image("1", "a", "x"), image("1", "a", "z")), sync.record(image("2", "b", "y"), null)));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "z"));
    }

    @Test
    void handle_markedImages_markerNeverArrives() {
        Map<String, AttributeValue> replicated = image("1", "a", "x", TOUCH.text());
        replicated.put("aws:rep:deleting", new AttributeValue().withBOOL(false));
        sync.deliver(sync.record(image("1", "a", "x"), replicated));

        assertThat(item("a").keySet()).containsExactlyInAnyOrder("id", "k", "v", Provenance.ATTRIBUTE);
    }

    @Test
    void handle_applicationsOwnAttributeOfTheMarkersName_arrives() {
        sync.deliver(sync.record(null, image("1", "a", "x", "mine")));
        sync.deliver(sync.record(image("1", "a", "x", "mine"), image("1", "a", "x", "changed")));

        assertThat(item("a"))
                .extractingByKey("migrate")
                .extracting(value -> value.s())
                .isEqualTo("changed");
    }

    @Test
    void handle_move_isOneTransactionAndLeavesNothingBehind() {
        sync.deliver(sync.record(null, image("1", "a", "x")));
        sync.requests.clear();
        sync.deliver(sync.record(image("1", "a", "x"), image("1", "b", "x")));

        assertThat(sync.targetValues()).isEqualTo(Map.of("b", "x"));
        assertThat(sync.requests.stream().filter(TransactWriteItemsRequest.class::isInstance))
                .hasSize(1);
        assertThat(sync.requests).noneMatch(PutItemRequest.class::isInstance);
    }

    @Test
    void handle_movesCutAtAnotherPlaceOnRedelivery_leavesNoIntermediateKey() {
        DynamodbStreamRecord first = sync.record(image("1", "a", "x"), image("1", "b", "x"));
        DynamodbStreamRecord second = sync.record(image("1", "b", "x"), image("1", "c", "x"));
        sync.deliver(first);
        sync.deliver(first, second);

        assertThat(sync.targetValues()).isEqualTo(Map.of("c", "x"));
    }

    @Test
    void handle_moveAgainAfterTheRecordBeforeIt_takesAwayWhatThatBroughtBack() {
        DynamodbStreamRecord insert = sync.record(null, image("1", "a", "x"));
        DynamodbStreamRecord move = sync.record(image("1", "a", "x"), image("1", "b", "x"));
        DynamodbStreamRecord update = sync.record(image("1", "b", "x"), image("1", "b", "y"));
        sync.deliver(insert, move, update);
        sync.deliver(insert);
        sync.deliver(move);

        assertThat(sync.targetValues()).isEqualTo(Map.of("b", "y"));
    }

    @Test
    void handle_olderRecordAgain_doesNotReplaceTheNewer() {
        DynamodbStreamRecord older = sync.record(null, image("1", "a", "old"));
        DynamodbStreamRecord newer = sync.record(image("1", "a", "old"), image("1", "a", "new"));
        sync.deliver(older, newer);
        sync.deliver(older);

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "new"));
    }

    @Test
    void handle_olderDeleteAgain_doesNotDeleteTheNewer() {
        DynamodbStreamRecord delete = sync.record(image("1", "a", "old"), null);
        DynamodbStreamRecord again = sync.record(null, image("1", "a", "new"));
        sync.deliver(delete, again);
        sync.deliver(delete);

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "new"));
    }

    @Test
    void handle_olderMoveAgainWhileNewerIsAtTheOldKey_bringsNothingBack() {
        DynamodbStreamRecord there = sync.record(image("1", "a", "x"), image("1", "b", "x"));
        DynamodbStreamRecord back = sync.record(image("1", "b", "x"), image("1", "a", "x"));
        sync.deliver(there);
        sync.deliver(back);
        sync.deliver(there);

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "x"));
    }

    @Test
    void handle_secondSourceForOneKey_isQuarantinedWithBothSourcesAndNeverOverwrites() {
        sync.deliver(sync.record(null, image("1", "a", "first")));
        assertFinished(sync.deliver(
                sync.record(null, image("2", "a", "second")), sync.record(null, image("3", "c", "third"))));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "first", "c", "third"));
        assertThat(sync.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.cause()).isEqualTo(Cause.COLLISION);
            assertThat(entry.source()).isEqualTo(source("2"));
            assertThat(entry.otherSource()).isEqualTo(source("1"));
        });
    }

    @Test
    void handle_handOverInOneBatch_convergesInEitherOrder() {
        sync.deliver(sync.record(null, image("1", "a", "x")), sync.record(null, image("2", "b", "y")));
        assertFinished(sync.deliver(
                sync.record(image("2", "b", "y"), image("2", "a", "y")),
                sync.record(image("1", "a", "x"), image("1", "c", "x"))));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "y", "c", "x"));
        assertThat(sync.entries()).isEmpty();
    }

    @Test
    void handle_swapOfTwoKeys_converges() {
        sync.deliver(sync.record(null, image("1", "a", "x")), sync.record(null, image("2", "b", "y")));
        assertFinished(sync.deliver(
                sync.record(image("1", "a", "x"), image("1", "b", "x")),
                sync.record(image("2", "b", "y"), image("2", "a", "y"))));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "y", "b", "x"));
        assertThat(sync.entries()).isEmpty();
    }

    @Test
    void handle_itemWithoutProvenance_isTheApplicationsAndStays() {
        putOwn("a", "own");
        putOwn("b", "own");
        sync.deliver(
                sync.record(null, image("1", "a", "x")),
                sync.record(image("2", "b", "y"), null),
                sync.record(image("3", "b", "z"), image("3", "c", "z")));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "own", "b", "own", "c", "z"));
        assertThat(sync.entries()).isEmpty();
    }

    @Test
    void handle_touch_createsWhatIsMissingAndAltersNothing() {
        sync.deliver(sync.record(null, image("1", "a", "x")));
        change("a", "changed by the application");
        sync.deliver(
                sync.record(image("1", "a", "x"), image("1", "a", "x", TOUCH.text())),
                sync.record(image("2", "b", "y"), image("2", "b", "y", TOUCH.text())));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "changed by the application", "b", "y"));
    }

    @Test
    void handle_changeAndTouchInOneBatch_appliesTheChange() {
        sync.deliver(sync.record(null, image("1", "a", "x")));
        sync.deliver(
                sync.record(image("1", "a", "x"), image("1", "a", "y")),
                sync.record(image("1", "a", "y"), image("1", "a", "y", TOUCH.text())));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "y"));
    }

    @Test
    void handle_repairTouch_overwritesWhatSyncWrote() {
        sync.deliver(sync.record(null, image("1", "a", "x")));
        change("a", "damaged");
        sync.deliver(sync.record(image("1", "a", "x"), image("1", "a", "x", REPAIR.text())));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "x"));
    }

    @Test
    void handle_canary_isReportedOnceSettled() {
        assertThat(sync.canaries().wasSeen(CANARY)).isFalse();
        sync.deliver(sync.record(image("1", "a", "x"), image("1", "a", "x", CANARY.text())));

        assertThat(sync.canaries().wasSeen(CANARY)).isTrue();
    }

    @Test
    void handle_itemThatCannotBeTransformed_isQuarantinedAndTheRestGoesOn() {
        sync.deliver(sync.record(null, image("1", "a", "x")));
        Map<String, AttributeValue> keyless = image("1", "", "x");
        assertFinished(
                sync.deliver(sync.record(image("1", "a", "x"), keyless), sync.record(null, image("2", "b", "y"))));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "x", "b", "y"));
        assertThat(sync.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.cause()).isEqualTo(Cause.TRANSFORM_FAILED);
            assertThat(entry.leftKeys()).hasSize(1);
        });

        sync.deliver(sync.record(keyless, image("1", "c", "x")));

        assertThat(sync.targetValues()).isEqualTo(Map.of("b", "y", "c", "x"));
        assertThat(sync.entries()).isEmpty();
    }

    @Test
    void handle_writeThatTheTargetRefusesAsInvalid_isQuarantinedWithItsImagesAndTheRestGoesOn() {
        sync.tamper = sync.puts(put -> put.item().containsValue(value("invalid"))
                ? put.toBuilder().item(Map.of("v", value("without a key"))).build()
                : put);
        assertFinished(
                sync.deliver(sync.record(null, image("1", "a", "invalid")), sync.record(null, image("2", "b", "y"))));

        assertThat(sync.targetValues()).isEqualTo(Map.of("b", "y"));
        assertThat(sync.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.cause()).isEqualTo(Cause.REJECTED);
            assertThat(entry.source()).isEqualTo(source("1"));
            assertThat(entry.images().before()).isNull();
            assertThat(Objects.requireNonNull(entry.images().after()).get("v")).contains(value("invalid"));
        });
    }

    @Test
    void handle_touchThatAlteredNothing_leavesTheEntryOpen() {
        sync.deliver(sync.record(null, image("1", "a", "x")));
        sync.tamper = sync.puts(put -> put.item().containsValue(value("invalid"))
                ? put.toBuilder().item(Map.of("v", value("without a key"))).build()
                : put);
        sync.deliver(sync.record(image("1", "a", "x"), image("1", "a", "invalid")));
        sync.tamper = request -> request;
        sync.deliver(sync.record(image("1", "a", "invalid"), image("1", "a", "invalid", TOUCH.text())));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "x"));
        assertThat(sync.entries()).hasSize(1);

        sync.deliver(sync.record(image("1", "a", "invalid", TOUCH.text()), image("1", "a", "invalid", REPAIR.text())));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "invalid"));
        assertThat(sync.entries()).isEmpty();
    }

    @Test
    void handle_malformedRecord_isQuarantinedAndTheRestGoesOn() {
        DynamodbStreamRecord malformed = sync.record(null, image("1", "a", "x"));
        malformed.getDynamodb().setKeys(null);
        assertFinished(sync.deliver(malformed, sync.record(null, image("2", "b", "y"))));

        assertThat(sync.targetValues()).isEqualTo(Map.of("b", "y"));
        assertThat(sync.entries()).extracting(QuarantineEntry::cause).containsExactly(Cause.MALFORMED_RECORD);
    }

    @Test
    void handle_quarantineThatFails_leavesTheRecordUnfinished() {
        sync.tamper = request -> {
            if (request instanceof UpdateItemRequest update
                    && String.valueOf(update.key()).contains("QUARANTINE")) {
                throw SdkClientException.create("no control table today");
            }
            return request;
        };
        DynamodbStreamRecord keyless = sync.record(null, image("1", "", "x"));

        assertUnfinishedFrom(keyless, sync.deliver(sync.record(null, image("2", "b", "y")), keyless));
    }

    @Test
    void handle_oneWriteThatFails_answersWithTheFirstUnfinishedRecord() {
        sync.tamper = sync.puts(put -> {
            if (value("2").equals(put.item().get("id"))) {
                throw SdkClientException.create("the network is down");
            }
            return put;
        });
        DynamodbStreamRecord second = sync.record(null, image("2", "b", "y"));
        StreamsEventResponse response = sync.deliver(
                sync.record(null, image("1", "a", "x")),
                second,
                sync.record(null, image("3", "c", "z")),
                sync.record(image("2", "b", "y"), image("2", "b", "yy")));

        assertUnfinishedFrom(second, response);
        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "x", "c", "z"));
        assertThat(sync.entries()).isEmpty();
    }

    @Test
    void handle_streams_readsTheEventAndWritesTheAnswer() throws IOException {
        sync.tamper = sync.puts(put -> {
            if (value("2").equals(put.item().get("id"))) {
                throw SdkClientException.create("the network is down");
            }
            return put;
        });
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        Context context = Mockito.mock(Context.class);
        Mockito.when(context.getRemainingTimeInMillis()).thenReturn(60_000);
        String event = "{\"Records\":[" + inserted("1", "a", "100") + "," + inserted("2", "b", "200") + "]}";
        sync.handler.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, context);

        assertThat(answer.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"200\"}]}");
        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "x"));
    }

    private static String inserted(String id, String k, String sequenceNumber) {
        return """
                {"eventName": "INSERT", "dynamodb": {"Keys": {"id": {"S": "%1$s"}}, "SequenceNumber": "%3$s",
                "NewImage": {"id": {"S": "%1$s"}, "k": {"S": "%2$s"}, "v": {"S": "x"}}},
                "eventSourceARN": "arn:aws:dynamodb:eu-west-1:000000000000:table/Source/stream/2026-01-01T00:00:00.000"}
                """.formatted(id, k, sequenceNumber);
    }

    @Test
    void handle_severalWritesThatFail_answersWithTheFirstOfThem() {
        sync.tamper = sync.puts(put -> {
            if (put.item().containsValue(value("fails"))) {
                throw SdkClientException.create("the network is down");
            }
            return put;
        });
        DynamodbStreamRecord first = sync.record(null, image("2", "b", "fails"));

        assertUnfinishedFrom(
                first,
                sync.deliver(
                        sync.record(null, image("1", "a", "x")), first, sync.record(null, image("3", "c", "fails"))));
    }

    @Test
    void handle_anyWrite_isBoundedByTheTimeThatIsLeftOverTheReserve() {
        sync.remaining = Duration.ofSeconds(60);
        sync.deliver(sync.record(null, image("1", "a", "x")), sync.record(image("2", "b", "y"), null));
        sync.deliver(sync.record(image("1", "a", "x"), image("1", "c", "x")));

        assertThat(sync.requests)
                .filteredOn(request -> request instanceof TransactWriteItemsRequest
                        || request instanceof DeleteItemRequest
                        || (request instanceof PutItemRequest put
                                && put.tableName().equals(sync.target)))
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.overrideConfiguration()
                                .flatMap(RequestOverrideConfiguration::apiCallTimeout)
                                .orElseThrow())
                        .isLessThanOrEqualTo(Duration.ofSeconds(54)));
    }

    @Test
    void handle_itemInAnotherTransaction_isTriedAgainInTheNextRound() {
        AtomicInteger conflicts = new AtomicInteger();
        sync.tamper = sync.puts(put -> {
            if (conflicts.getAndIncrement() == 0) {
                throw guard == GuardKind.LEDGER
                        ? cancelled("TransactionConflict")
                        : TransactionConflictException.builder()
                                .message("in use")
                                .build();
            }
            return put;
        });

        assertFinished(sync.deliver(sync.record(null, image("1", "a", "x"))));
        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "x"));
    }

    @Test
    void handle_withoutTimeLeft_sendsNoWrite() {
        sync.remaining = Duration.ZERO;
        DynamodbStreamRecord record = sync.record(null, image("1", "a", "x"));

        assertUnfinishedFrom(record, sync.deliver(record));
        assertThat(sync.requests)
                .noneMatch(TransactWriteItemsRequest.class::isInstance)
                .noneMatch(request ->
                        request instanceof PutItemRequest put && put.tableName().equals(sync.target));
    }

    @Test
    void handle_throttledTransaction_isTriedAgainInTheNextRound() {
        AtomicInteger throttles = new AtomicInteger();
        sync.deliver(sync.record(null, image("1", "a", "x")));
        sync.tamper = request -> {
            if (request instanceof TransactWriteItemsRequest && throttles.getAndIncrement() == 0) {
                throw cancelled("ThrottlingError");
            }
            return request;
        };

        assertFinished(sync.deliver(sync.record(image("1", "a", "x"), image("1", "b", "x"))));
        assertThat(sync.targetValues()).isEqualTo(Map.of("b", "x"));
    }

    @Test
    void handle_wrongStreamView_failsTheWholeBatchAndWritesNothing() {
        DynamodbStreamRecord record = sync.record(null, image("1", "a", "x"));
        record.getDynamodb().setStreamViewType(StreamViewType.NEW_IMAGE);

        assertThatThrownBy(() -> sync.deliver(record)).hasMessageContaining("NEW_AND_OLD_IMAGES");
        assertThat(sync.targetValues()).isEmpty();
    }

    @Test
    void construct_transformerThatIsMissing_failsClosed() {
        assertThatThrownBy(() -> new SyncFixture("transform: {java: com.example.Missing}\n", ""))
                .isInstanceOf(DefinitionException.class);
    }

    @Test
    void handle_serviceDelete_followsTheTimeToLivePolicy() {
        Identity service = new Identity();
        service.setType("Service");
        service.setPrincipalId("dynamodb.amazonaws.com");
        try (SyncFixture ignoring = new SyncFixture(NO_RULES, "sync: {timeToLive: ignore-service-deletes}\n")) {
            for (SyncFixture each : List.of(sync, ignoring)) {
                each.deliver(each.record(null, image("1", "a", "x")));
                DynamodbStreamRecord expired = each.record(image("1", "a", "x"), null);
                expired.setUserIdentity(service);
                each.deliver(expired);
            }
            assertThat(sync.targetValues()).isEmpty();
            assertThat(ignoring.targetValues()).isEqualTo(Map.of("a", "x"));
        }
    }

    @Test
    void handle_expiredItem_isSkippedWherePolicySaysSo() {
        try (SyncFixture skipping = new SyncFixture(NO_RULES, "sync: {timeToLive: skip-expired}\n")) {
            Map<String, AttributeValue> expired = image("1", "a", "x");
            long past = Instant.now().getEpochSecond() - 60;
            expired.put("expiresAt", new AttributeValue().withN(Long.toString(past)));
            skipping.deliver(skipping.record(null, expired), skipping.record(null, image("2", "b", "y")));

            assertThat(skipping.targetValues()).isEqualTo(Map.of("b", "y"));
        }
    }

    @Test
    void handle_recordNearlyADayOld_marksTheMigrationUnsound() {
        DynamodbStreamRecord old = sync.record(null, image("1", "a", "x"));
        old.getDynamodb()
                .setApproximateCreationDateTime(
                        Date.from(Instant.now().minus(Duration.ofHours(23)).minusSeconds(60)));
        sync.deliver(sync.record(null, image("2", "b", "y")));
        assertThat(sync.soundness().gap()).isEmpty();
        sync.deliver(old);

        assertThat(sync.soundness().gap()).isPresent();
    }

    @Test
    void handle_recordNearlyADayOldOnceTheWritersHaveMoved_marksWhileTheyMoveOneByOneOnly() {
        Phases phases = new Phases(sync.control);
        Phase before = Phase.CREATED;
        for (Phase next : List.of(
                Phase.SYNCHRONISING,
                Phase.TOUCHING,
                Phase.SYNCHRONISED,
                Phase.VERIFIED,
                Phase.READING_TARGET,
                Phase.WRITING_TARGET)) {
            phases.advance(before, next, "ada@host", Instant.now());
            before = next;
        }
        Date longAgo = Date.from(Instant.now().minus(Duration.ofHours(23)).minusSeconds(60));
        DynamodbStreamRecord moved = sync.record(null, image("1", "a", "x"));
        moved.getDynamodb().setApproximateCreationDateTime(longAgo);
        DynamodbStreamRecord moving = sync.record(null, image("2", "b", "y"));
        moving.getDynamodb().setApproximateCreationDateTime(longAgo);

        sync.deliver(moved);
        assertThat(sync.soundness().gap()).isEmpty();
        phases.remember(Phase.WRITING_TARGET, GradualMove.SINCE, Instant.now().toString());
        sync.deliver(moving);

        assertThat(sync.soundness().gap()).isPresent();
    }

    @Test
    void handle_newStreamOfTheTable_marksUnsoundAndOutranksTheOld() {
        sync.deliver(sync.record(900, null, image("1", "a", "x")));
        DynamodbStreamRecord anew = sync.record(5, image("1", "a", "x"), image("1", "a", "y"));
        anew.setEventSourceARN(anew.getEventSourceARN().replace("2026-01-01", "2026-02-02"));
        sync.deliver(anew);

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "y"));
        assertThat(sync.soundness().gap()).isPresent();
    }

    @Test
    void handle_anything_logsNoItemValue() {
        sync.deliver(
                sync.record(null, image("secret-id", "secret-key", "secret-value")),
                sync.record(null, image("secret-other", "", "secret-value")),
                sync.record(null, image("secret-id-2", "secret-key", "secret-value")));

        assertThat(sync.lines).isNotEmpty().noneMatch(line -> line.contains("secret"));
        assertThat(sync.lines).anyMatch(line -> line.contains("\"CloudWatchMetrics\""));
    }

    @Test
    void handle_randomChangesWithRedeliveries_endsEqualToTheSource() {
        long seed = Long.getLong("touchstream.seed", System.nanoTime());
        System.err.println("touchstream.seed=" + seed);
        Random random = new Random(seed);
        Map<String, Map<String, AttributeValue>> source = new HashMap<>();
        List<DynamodbStreamRecord> log = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            String id = "i" + random.nextInt(8);
            Map<String, AttributeValue> before = source.get(id);
            // Each item has keys of its own, so that no collision is part of the expected outcome.
            Map<String, AttributeValue> after = random.nextInt(5) == 0 && before != null
                    ? null
                    : image(id, id + "-k" + random.nextInt(3), "v" + step);
            log.add(sync.record(before, after));
            if (after == null) {
                source.remove(id);
            } else {
                source.put(id, after);
            }
        }
        int from = 0;
        while (from < log.size()) {
            int to = Math.min(log.size(), from + 1 + random.nextInt(12));
            sync.deliver(log.subList(from, to).toArray(DynamodbStreamRecord[]::new));
            // The checkpoint may stay behind, and what comes next is cut at another place.
            from += random.nextInt(to - from + 1);
        }
        Map<String, String> expected = new HashMap<>();
        source.values()
                .forEach(item -> expected.put(
                        Objects.requireNonNull(item.get("k")).getS(),
                        Objects.requireNonNull(item.get("v")).getS()));

        assertThat(sync.targetValues()).isEqualTo(expected);
        assertThat(sync.entries()).isEmpty();
    }

    @Test
    void handle_secondSourceAfterTheFirstLeft_settlesItsEntryOnRepair() {
        sync.deliver(sync.record(null, image("1", "a", "first")), sync.record(null, image("2", "b", "second")));
        sync.deliver(sync.record(image("2", "b", "second"), image("2", "a", "second")));
        assertThat(sync.entries()).hasSize(1);
        sync.deliver(sync.record(image("1", "a", "first"), null));
        sync.deliver(sync.record(image("2", "a", "second"), image("2", "a", "second", REPAIR.text())));

        assertThat(sync.targetValues()).isEqualTo(Map.of("a", "second"));
        assertThat(sync.entries()).isEmpty();
        assertThat(sync.requests)
                .anyMatch(request -> request instanceof DeleteItemRequest
                        || (request instanceof TransactWriteItemsRequest transaction
                                && transaction.transactItems().get(0).delete() != null));
    }

    private Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> item(String k) {
        return sync.client
                .getItem(request -> request.tableName(sync.target).key(key(k)).consistentRead(true))
                .item();
    }

    private static software.amazon.awssdk.services.dynamodb.model.AttributeValue value(String text) {
        return software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS(text);
    }

    private static Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> key(String k) {
        return Map.of("k", software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS(k));
    }

    private void putOwn(String k, String v) {
        sync.client.putItem(request -> request.tableName(sync.target)
                .item(Map.of(
                        "k", software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS(k),
                        "v", software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS(v))));
    }

    /** Changes an item as an application's update does: the provenance stays on it. */
    private void change(String k, String v) {
        sync.client.updateItem(request -> request.tableName(sync.target)
                .key(key(k))
                .updateExpression("SET v = :v")
                .expressionAttributeValues(
                        Map.of(":v", software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS(v))));
    }

    private static SourceId source(String id) {
        return new SourceId("Source/id=S:" + id);
    }

    private static TransactionCanceledException cancelled(String code) {
        return TransactionCanceledException.builder()
                .cancellationReasons(CancellationReason.builder().code(code).build())
                .message("cancelled")
                .build();
    }

    private static void assertFinished(StreamsEventResponse response) {
        assertThat(response.getBatchItemFailures()).isEmpty();
    }

    private static void assertUnfinishedFrom(DynamodbStreamRecord record, StreamsEventResponse response) {
        assertThat(response.getBatchItemFailures())
                .extracting(StreamsEventResponse.BatchItemFailure::getItemIdentifier)
                .containsExactly(record.getDynamodb().getSequenceNumber());
    }
}

package io.touchstream.touch;

import static io.touchstream.touch.TouchBench.item;
import static io.touchstream.touch.TouchBench.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.definition.SyncDefinition.GuardKind;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.Job;
import io.touchstream.protocol.control.PendingCopies;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.Segments.Progress;
import io.touchstream.touch.segment.SegmentResult;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionSizeLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

@ParameterizedClass
@EnumSource(GuardKind.class)
class CopyJobIT {
    private final GuardKind guard;
    private TouchBench bench;
    private final Item one = item("a", "1");
    private final Item moved = with(one, "Move", "9");

    CopyJobIT(GuardKind guard) {
        this.guard = guard;
        this.bench = TouchBench.open(guard);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void copy_missingItem_isPutAtVersionOfCopyAndSourceIsNotWritten() {
        bench.putSource(with(one, "Name", "n"));

        assertThat(bench.work(Job.COPY).counts())
                .containsEntry("copied", 1L)
                .containsEntry("scanned", 1L)
                .containsEntry("writeUnits", guard == GuardKind.LEDGER ? 4L : 1L);
        assertThat(bench.targetItems())
                .containsExactly(new Provenance(bench.id(one), Version.COPY).on(with(one, "Name", "n")));
        assertThat(bench.hooks.sent(UpdateItemRequest.class)).isEmpty();
        assertThat(bench.hooks.sent(ScanRequest.class).get(0).consistentRead()).isTrue();
        assertThat(new PendingCopies(bench.control).ofRun(bench.token.text())).isEmpty();
    }

    @Test
    void copy_sourceDeletedBetweenReadAndPut_leavesNoGhost() {
        bench.putSource(one);
        bench.hooks.before(bench.targetPuts(), () -> {
            bench.deleteSource(one);
            bench.sync(1, Optional.of(one), Optional.empty());
        });

        // With the ledger the delete that sync applied keeps the copy out; without it the copy is taken back.
        String hindered = guard == GuardKind.LEDGER ? "present" : "takenBack";
        assertThat(bench.work(Job.COPY).counts()).containsEntry(hindered, 1L);
        assertThat(bench.targetItems()).isEmpty();
    }

    @Test
    void copy_sourceDeletedBetweenPutAndCheck_leavesNoGhost() {
        bench.putSource(one);
        bench.hooks.after(bench.targetPuts(), () -> bench.deleteSource(one));

        bench.work(Job.COPY);
        bench.sync(1, Optional.of(one), Optional.empty());
        assertThat(bench.targetItems()).isEmpty();
    }

    @Test
    void copy_sourceMovedBetweenReadAndPut_isOnlyWhereItMovedTo() {
        bench.putSource(one);
        bench.hooks.before(bench.targetPuts(), () -> {
            bench.putSource(moved);
            bench.sync(1, Optional.of(one), Optional.of(moved));
        });

        bench.work(Job.COPY);
        assertThat(bench.targetItems())
                .containsExactly(bench.provenance(one, 1).on(moved.with("SK", AttributeValues.string("9"))));
    }

    @Test
    void copy_sourceMovedBetweenPutAndCheck_isOnlyWhereItMovedTo() {
        bench.putSource(one);
        bench.hooks.after(bench.targetPuts(), () -> bench.putSource(moved));

        bench.work(Job.COPY);
        assertThat(bench.targetItems()).isEmpty();
        bench.sync(1, Optional.of(one), Optional.of(moved));
        assertThat(bench.targetItems()).hasSize(1);
    }

    @Test
    void copy_sourceChangedBetweenPutAndCheck_isTakenBackUntilSyncWritesIt() {
        bench.putSource(one);
        Item changed = with(one, "Name", "new");
        bench.hooks.after(bench.targetPuts(), () -> bench.putSource(changed));

        assertThat(bench.work(Job.COPY).counts())
                .containsEntry("takenBack", 1L)
                .containsEntry("writeUnits", guard == GuardKind.LEDGER ? 5L : 2L);
        assertThat(bench.targetItems()).isEmpty();
    }

    @Test
    void copy_sourceCannotBeTransformedAnyMoreAtTheCheck_isTakenBack() {
        bench.putSource(one);
        bench.hooks.after(bench.targetPuts(), () -> bench.putSource(with(one, "Bad", "x")));

        assertThat(bench.work(Job.COPY).counts()).containsEntry("takenBack", 1L);
        assertThat(bench.targetItems()).isEmpty();
    }

    @Test
    void copy_throttledAtThePutAndAtTakingBack_isTriedAgainAndCounted() {
        bench.putSource(one);
        bench.hooks.before(bench.targetPuts(), CopyJobIT::throttle);
        bench.hooks.after(bench.targetPuts(), () -> bench.deleteSource(one));
        bench.hooks.before(bench.targetDeletes(), CopyJobIT::throttle);

        assertThat(bench.work(Job.COPY).counts()).containsEntry("throttled", 2L).containsEntry("takenBack", 1L);
    }

    @Test
    void copy_sourceChangedAndSyncedBeforeTakingBack_keepsWhatSyncWrote() {
        bench.putSource(one);
        Item changed = with(one, "Name", "new");
        bench.hooks.after(bench.targetPuts(), () -> bench.putSource(changed));
        bench.hooks.before(bench.targetDeletes(), () -> bench.sync(1, Optional.of(one), Optional.of(changed)));

        assertThat(bench.work(Job.COPY).counts()).doesNotContainKey("takenBack");
        assertThat(bench.targetItems()).containsExactly(bench.provenance(one, 1).on(changed));
    }

    @Test
    void copy_itemThatTheApplicationHasDeleted_isNotCreatedAgain() {
        bench.putSource(one);
        bench.deleteAsApplication(one);

        assertThat(bench.work(Job.COPY).counts())
                .containsEntry("applicationOwned", 1L)
                .doesNotContainKey("copied");
        assertThat(bench.targetItems()).isEmpty();
    }

    @Test
    void copy_streamVersionIsThere_isLeftAlone() {
        Item changed = with(one, "Name", "new");
        bench.sync(1, Optional.empty(), Optional.of(changed));
        bench.putSource(changed);

        assertThat(bench.work(Job.COPY).counts()).containsEntry("present", 1L).doesNotContainKey("copied");
        assertThat(bench.targetItems()).containsExactly(bench.provenance(one, 1).on(changed));
    }

    @Test
    void copy_streamRecordAfterwards_outranksCopy() {
        bench.putSource(one);
        bench.work(Job.COPY);
        Item changed = with(one, "Name", "new");

        bench.sync(1, Optional.of(one), Optional.of(changed));
        assertThat(bench.targetItems()).containsExactly(bench.provenance(one, 1).on(changed));
    }

    @Test
    void copy_crashBetweenPutAndCheckThenSourceDeleted_leavesNoGhostWhenResumed() {
        bench.putSource(one);
        bench.hooks.after(bench.targetPuts(), () -> {
            throw new Hooks.Crash();
        });
        assertThatThrownBy(() -> bench.work(Job.COPY)).isInstanceOf(Hooks.Crash.class);
        assertThat(bench.progress(Job.COPY)).isEqualTo(Progress.NONE);
        assertThat(bench.targetItems()).hasSize(1);
        bench.deleteSource(one);

        try (TouchHandler another = bench.newHandler()) {
            assertThat(another.work(bench.request(Job.COPY), Instant.now().plusSeconds(60))
                            .done())
                    .isTrue();
        }
        assertThat(bench.targetItems()).isEmpty();
        assertThat(new PendingCopies(bench.control).ofRun(bench.token.text())).isEmpty();
    }

    @Test
    void copy_crashBetweenPutAndCheckSourceUnchanged_keepsCopy() {
        bench.putSource(one);
        bench.hooks.after(bench.targetPuts(), () -> {
            throw new Hooks.Crash();
        });
        assertThatThrownBy(() -> bench.work(Job.COPY)).isInstanceOf(Hooks.Crash.class);

        assertThat(bench.work(Job.COPY).counts()).containsEntry("present", 1L);
        assertThat(bench.targetItems()).containsExactly(new Provenance(bench.id(one), Version.COPY).on(one));
    }

    @Test
    void copy_applicationsItem_isLeftAlone() {
        Item own = with(one, "Name", "own");
        bench.putSource(one);
        bench.put(bench.target, own);

        assertThat(bench.work(Job.COPY).counts()).containsEntry("applicationOwned", 1L);
        assertThat(bench.targetItems()).containsExactly(own);
    }

    @Test
    void copy_keyHeldByAnotherSource_isQuarantinedAsCollision() {
        Item other = with(item("a", "2"), "Move", "1");
        bench.sync(1, Optional.empty(), Optional.of(other));
        bench.putSource(one);

        assertThat(bench.work(Job.COPY).counts()).containsEntry("collision", 1L);
        assertThat(bench.targetItems())
                .containsExactly(bench.provenance(other, 1).on(other.with("SK", AttributeValues.string("1"))));
        QuarantineEntry entry = bench.quarantined().get(0);
        assertThat(entry.cause()).isEqualTo(Cause.COLLISION);
        assertThat(entry.source()).isEqualTo(bench.id(one));
        assertThat(entry.otherSource()).isEqualTo(bench.id(other));
        assertThat(entry.version()).isEqualTo(Version.COPY);
    }

    @Test
    void copy_itemThatCannotBeTransformed_isQuarantinedAndTheRestGoesOn() {
        Item bad = bench.putSource(with(one, "Bad", "x"));
        Item good = bench.putSource(item("a", "2"));

        assertThat(bench.work(Job.COPY).counts())
                .containsEntry("quarantined", 1L)
                .containsEntry("copied", 1L);
        assertThat(bench.quarantined())
                .singleElement()
                .satisfies(entry -> assertThat(entry.cause()).isEqualTo(Cause.TRANSFORM_FAILED))
                .satisfies(entry -> assertThat(entry.source()).isEqualTo(bench.id(bad)));
        assertThat(bench.find(bench.target, good)).isPresent();
    }

    @Test
    void copy_itemThatTargetRefuses_isQuarantinedAndTheRestGoesOn() {
        bench.putSource(one);
        bench.putSource(item("a", "2"));
        bench.hooks.before(bench.targetPuts(), () -> {
            throw failure("ValidationException", 400);
        });

        SegmentResult result = bench.work(Job.COPY);
        assertThat(result.done()).isTrue();
        assertThat(result.counts()).containsEntry("quarantined", 1L).containsEntry("copied", 1L);
        assertThat(bench.quarantined())
                .singleElement()
                .satisfies(entry -> assertThat(entry.cause()).isEqualTo(Cause.REJECTED));
    }

    @Test
    void copy_targetFails_isNotTheItemsFaultAndIsDoneAgain() {
        bench.putSource(one);
        bench.hooks.before(bench.targetPuts(), () -> {
            throw failure("InternalServerError", 500);
        });

        assertThatThrownBy(() -> bench.work(Job.COPY)).isInstanceOf(DynamoDbException.class);
        assertThat(bench.quarantined()).isEmpty();
        assertThat(bench.work(Job.COPY).counts()).containsEntry("copied", 1L);
    }

    @Test
    void copy_targetFailsInAWayThatIsNotKnown_isNotTheItemsFault() {
        bench.putSource(one);
        bench.hooks.before(bench.targetPuts(), () -> {
            throw DynamoDbException.builder().message("odd").build();
        });

        assertThatThrownBy(() -> bench.work(Job.COPY)).isInstanceOf(DynamoDbException.class);
        assertThat(bench.quarantined()).isEmpty();
    }

    @Test
    void copy_targetsCollectionIsFull_isQuarantined() {
        bench.putSource(one);
        bench.hooks.before(bench.targetPuts(), () -> {
            throw ItemCollectionSizeLimitExceededException.builder()
                    .message("full")
                    .build();
        });

        assertThat(bench.work(Job.COPY).counts()).containsEntry("quarantined", 1L);
    }

    private static void throttle() {
        throw ProvisionedThroughputExceededException.builder()
                .message("slow down")
                .build();
    }

    private static DynamoDbException failure(String code, int status) {
        return (DynamoDbException) DynamoDbException.builder()
                .message("failed")
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("failed")
                        .build())
                .build();
    }

    @Test
    void copy_when_copiesOnlyWhatIsMeant() {
        bench.close();
        bench = TouchBench.open("touch: {when: {Wanted: {exists: true}}}");
        bench.putSource(one);
        bench.putSource(with(item("a", "2"), "Wanted", "x"));

        assertThat(bench.work(Job.COPY).counts()).containsEntry("copied", 1L).containsEntry("skipped", 1L);
        assertThat(bench.find(bench.target, one)).isEmpty();
    }

    @Test
    void copy_expiredItem_isSkippedWhereTheDefinitionSaysSo() {
        bench.close();
        bench = TouchBench.open("sync: {timeToLive: skip-expired}");
        long now = Instant.now().getEpochSecond();
        bench.putSource(one.with("ttl", AttributeValues.number(now - 60)));
        bench.putSource(item("a", "2").with("ttl", AttributeValues.number(now + 3600)));

        assertThat(bench.work(Job.COPY).counts()).containsEntry("copied", 1L).containsEntry("skipped", 1L);
        assertThat(bench.find(bench.target, one)).isEmpty();
    }

    @Test
    void copy_marker_neverArrives() {
        bench.putSource(with(one, TouchBench.MARKER, bench.token.text()));

        bench.work(Job.COPY);
        assertThat(bench.find(bench.target, one).orElseThrow().has(TouchBench.MARKER))
                .isFalse();
    }

    @Test
    void copy_putThatLandsAfterItsCheckAndTheDelete_isAGhostWithoutTheLedgerOnly() {
        bench.putSource(one);
        bench.work(Job.COPY);
        bench.deleteSource(one);
        bench.sync(1, Optional.of(one), Optional.empty());
        bench.landAgain();

        assertThat(bench.targetItems()).hasSize(guard == GuardKind.LEDGER ? 0 : 1);
    }

    @Test
    void copy_putThatLandsAfterItWasTakenBack_isAGhostWithoutTheLedgerOnly() {
        bench.putSource(one);
        bench.hooks.after(bench.targetPuts(), () -> bench.deleteSource(one));
        assertThat(bench.work(Job.COPY).counts()).containsEntry("takenBack", 1L);
        bench.landAgain();

        assertThat(bench.targetItems()).hasSize(guard == GuardKind.LEDGER ? 0 : 1);
    }
}

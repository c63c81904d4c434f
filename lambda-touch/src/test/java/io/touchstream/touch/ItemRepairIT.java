package io.touchstream.touch;

import static io.touchstream.touch.TouchBench.item;
import static io.touchstream.touch.TouchBench.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.definition.SyncDefinition.GuardKind;
import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.touch.copy.ItemRepair;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.verify.SourceRepair.Outcome;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

@ParameterizedClass
@EnumSource(GuardKind.class)
class ItemRepairIT {
    private static final RunToken TOKEN = RunToken.draw(RunToken.Kind.REPAIR, new Random(1));

    private final GuardKind guard;
    private TouchBench bench;
    private final Item one = item("a", "1");
    private final Item two = item("b", "1");

    ItemRepairIT(GuardKind guard) {
        this.guard = guard;
        this.bench = TouchBench.open(
                "touch: {lane: copy}\nsync: {guard: " + guard.name().toLowerCase(Locale.ROOT) + "}");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void repair_missing_isCopiedAndTheSourceNotWritten() throws Exception {
        bench.putSource(one);

        assertThat(repair(one)).isEqualTo(Outcome.COPIED);
        assertThat(bench.targetItems()).containsExactly(new Provenance(bench.id(one), Version.COPY).on(one));
        assertThat(sourceUpdates()).isZero();
    }

    @Test
    void repair_different_isReplacedUnderTheVersionFound() throws Exception {
        Item wanted = bench.putSource(with(one, "Name", "new"));
        bench.sync(5, Optional.empty(), Optional.of(with(one, "Name", "old")));

        assertThat(repair(one)).isEqualTo(Outcome.COPIED);
        assertThat(bench.targetItems()).containsExactly(bench.provenance(one, 5).on(wanted));
        assertThat(sourceUpdates()).isZero();
    }

    @Test
    void repair_changedBeforeTheReplacement_laterChangeStays() throws Exception {
        Item late = with(one, "Name", "late");
        bench.putSource(with(one, "Name", "new"));
        bench.sync(5, Optional.empty(), Optional.of(with(one, "Name", "old")));
        bench.hooks.before(bench.targetPuts(), () -> {
            bench.putSource(late);
            bench.sync(6, Optional.of(one), Optional.of(late));
        });

        assertThat(repair(one)).isEqualTo(Outcome.COPIED);
        assertThat(bench.targetItems()).containsExactly(bench.provenance(one, 6).on(late));
    }

    @Test
    void repair_changedBeforeEachOfFiveReplacements_isLeft() throws Exception {
        bench.putSource(with(one, "Name", "new"));
        bench.sync(5, Optional.empty(), Optional.of(with(one, "Name", "old")));
        for (int attempt = 0; attempt < 5; attempt++) {
            int sequence = 6 + attempt;
            bench.hooks.before(
                    bench.targetPuts(),
                    () -> bench.sync(sequence, Optional.of(one), Optional.of(with(one, "Name", "late" + sequence))));
        }

        assertThat(repair(one)).isEqualTo(Outcome.LEFT);
        assertThat(bench.targetItems())
                .containsExactly(bench.provenance(one, 10).on(with(one, "Name", "late10")));
        assertThat(repair(one)).isEqualTo(Outcome.COPIED);
    }

    @Test
    void repair_otherSourceHoldsTheKey_isLeftAndQuarantined() throws Exception {
        Item moved = bench.putSource(with(one, "Move", "9"));
        bench.plain.putItem(request -> request.tableName(bench.target)
                .item(bench.provenance(two, 5).on(item("a", "9")).attributes()));

        assertThat(repair(moved)).isEqualTo(Outcome.LEFT);
        assertThat(bench.quarantine.list().map(QuarantineEntry::cause)).containsExactly(Cause.COLLISION);
        assertThat(bench.targetItems()).containsExactly(bench.provenance(two, 5).on(item("a", "9")));
    }

    @Test
    void repair_applicationsOwnItem_staysAndLeavesNothingToDo() throws Exception {
        bench.putSource(one);
        bench.put(bench.target, with(one, "Name", "theirs"));

        assertThat(repair(one)).isEqualTo(Outcome.COPIED);
        assertThat(bench.targetItems()).containsExactly(with(one, "Name", "theirs"));
    }

    @Test
    void repair_applicationHasDeletedTheItem_createsNothing() throws Exception {
        bench.putSource(one);
        bench.sync(5, Optional.empty(), Optional.of(one));
        bench.deleteAsApplication(one);

        assertThat(repair(one)).isEqualTo(Outcome.COPIED);
        assertThat(bench.targetItems()).isEmpty();
    }

    @Test
    void repair_cannotBeTransformed_isLeft() throws Exception {
        assertThat(repair(bench.putSource(with(one, "Bad", "x")))).isEqualTo(Outcome.LEFT);
        assertThat(bench.targetItems()).isEmpty();
    }

    @Test
    void repair_missingAlthoughSynced_isPutUnderTheVersionThatTheLedgerTellsOf() throws Exception {
        bench.putSource(one);
        bench.sync(5, Optional.empty(), Optional.of(one));
        deleteTarget(one);

        assertThat(repair(one)).isEqualTo(Outcome.COPIED);
        Provenance copy = new Provenance(bench.id(one), Version.COPY);
        assertThat(bench.targetItems())
                .containsExactly((guard == GuardKind.LEDGER ? bench.provenance(one, 5) : copy).on(one));
    }

    @Test
    void repair_missingAndDeletedMeanwhile_bringsNothingBack() throws Exception {
        bench.putSource(one);
        bench.sync(5, Optional.empty(), Optional.of(one));
        deleteTarget(one);
        bench.hooks.before(bench.targetPuts(), () -> {
            bench.deleteSource(one);
            bench.sync(6, Optional.of(one), Optional.empty());
        });
        repair(one);

        assertThat(bench.targetItems()).isEmpty();
    }

    @Test
    void repair_syncedAndOtherSourceHoldsTheKey_isLeftAndQuarantined() throws Exception {
        bench.putSource(one);
        bench.sync(5, Optional.empty(), Optional.of(one));
        bench.plain.putItem(request -> request.tableName(bench.target)
                .item(bench.provenance(two, 5).on(one).attributes()));

        assertThat(repair(one)).isEqualTo(Outcome.LEFT);
        assertThat(bench.quarantine.list().map(QuarantineEntry::cause)).containsExactly(Cause.COLLISION);
    }

    @Test
    void repair_gone_writesNothing() throws Exception {
        assertThat(repair(one)).isEqualTo(Outcome.GONE);
        assertThat(bench.targetItems()).isEmpty();
    }

    @Test
    void repair_diedAfterThePut_isCheckedByTheNext() throws Exception {
        bench.putSource(one);
        bench.hooks.after(bench.targetPuts(), () -> {
            throw new Hooks.Crash();
        });
        assertThatThrownBy(() -> repair(one)).isInstanceOf(Hooks.Crash.class);
        bench.deleteSource(one);
        bench.handler.settlePending(ItemRepair.RUN, soon());

        assertThat(bench.targetItems()).isEmpty();
    }

    @Test
    void repair_touchLane_touches() throws Exception {
        bench.close();
        bench = TouchBench.open(guard);
        bench.putSource(one);

        assertThat(repair(one)).isEqualTo(Outcome.TOUCHED);
        assertThat(bench.targetItems()).isEmpty();
        assertThat(sourceUpdates()).isEqualTo(1);
    }

    @Test
    void repair_touchLaneWithoutRoomForTheMarker_isCopied() throws Exception {
        bench.close();
        bench = TouchBench.open(guard);
        Item full = bench.putSource(TouchBench.fullItem("a"));

        assertThat(repair(full)).isEqualTo(Outcome.COPIED);
        assertThat(bench.targetItems()).hasSize(1);
    }

    private Outcome repair(Item item) throws OutOfTimeException {
        return bench.handler.repair().repair(bench.id(item), TOKEN, soon());
    }

    private void deleteTarget(Item item) {
        bench.plain.deleteItem(request -> request.tableName(bench.target).key(item.attributes()));
    }

    private static Instant soon() {
        return Instant.now().plusSeconds(60);
    }

    private long sourceUpdates() {
        return bench.hooks.sent(UpdateItemRequest.class).stream()
                .filter(bench.touches())
                .count();
    }
}

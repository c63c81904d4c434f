package io.touchstream.operator.command;

import io.touchstream.protocol.RunToken.Kind;
import java.util.function.BiPredicate;

/**
 * Names the requests at which a command is killed: those that change something another process goes by. They are recognised on
 * the wire, so that the code under test knows nothing of them.
 */
@SuppressWarnings("ImmutableEnumChecker") // The predicates hold nothing.
enum KillPoint {
    CONTROL_TABLE_CREATED((call, shop) -> call.is("CreateTable", shop.control)),
    OPERATOR_LOCKED(row("LOCK", "OPERATOR")),
    DEFINITION_APPLIED(row("MIGRATION", "DEFINITION")),
    HISTORY_BEGUN((call, shop) -> history(call, shop) && !ended(call)),
    HISTORY_ENDED((call, shop) -> history(call, shop) && ended(call)),
    SYNC_LOCKED(row("LOCK", "SYNC")),
    TARGET_CREATED((call, shop) -> call.is("CreateTable", shop.target)),
    STREAM_ENABLED((call, shop) -> call.is("UpdateTable", shop.source)),
    TARGET_TABLE_DELETED((call, shop) -> call.is("DeleteTable", shop.target)),
    SOURCE_DELETED((call, shop) -> call.is("DeleteTable", shop.source)),

    SYNCHRONISING(phase("synchronising")),
    TOUCHING(phase("touching")),
    SYNCHRONISED(phase("synchronised")),
    VERIFIED(phase("verified")),
    READING_TARGET(phase("reading-target")),
    FENCED(phase("fenced")),
    WRITING_TARGET(phase("writing-target")),
    REVERSED(phase("reversed")),
    COMPLETED(phase("completed")),
    CANCELLED(phase("cancelled")),

    EPOCH_GIVEN(row("STREAMS", "")),
    CANARY_SENT(mark(Kind.CANARY)),
    CANARY_SEEN(row("CANARY", "")),
    RUN_BEGUN((call, shop) -> run(call, shop) && !finished(call)),
    RUN_ENDED((call, shop) -> run(call, shop) && finished(call)),
    RATE_SET(row("SETTINGS", "")),
    ITEM_TOUCHED(mark(Kind.TOUCH), 5),
    SEGMENT_SAVED(row("RUN#", ""), 3),
    ITEM_UNTOUCHED(
            (call, shop) -> call.is("UpdateItem", shop.source)
                    && call.text("UpdateExpression").startsWith("REMOVE"),
            5),

    TARGET_PUT((call, shop) -> call.is("PutItem", shop.target) && !isCopy(call), 3),
    TARGET_DELETED((call, shop) -> call.is("DeleteItem", shop.target)),
    ITEM_MOVED((call, shop) -> call.together("Delete", shop.target) && call.together("Put", shop.target)),
    LEDGER_PUT((call, shop) -> call.together("Put", shop.target) && call.together("Update", shop.control), 3),
    LEDGER_DELETED((call, shop) -> call.together("Delete", shop.target)
            && !call.together("Put", shop.target)
            && call.together("Update", shop.control)),
    CHECKPOINT_SAVED(row("CHECKPOINT#", "")),
    HEARTBEAT_SENT(row("SYNC", "")),
    QUARANTINE_RAISED(row("QUARANTINE", "RAISED")),
    ITEM_QUARANTINED((call, shop) -> call.operation().equals("UpdateItem") && quarantine(call, shop)),
    QUARANTINE_SETTLED((call, shop) -> call.operation().equals("DeleteItem") && quarantine(call, shop)),

    SOURCE_PUT((call, shop) -> call.is("PutItem", shop.source), 3),
    SOURCE_ITEM_DELETED((call, shop) -> call.is("DeleteItem", shop.source)),
    TOMBSTONES_SWITCHED(row("TOMBSTONES", "HEEDED")),

    COPIES_NOTED((call, shop) -> call.operation().equals("PutItem") && copies(call, shop)),
    ITEM_COPIED((call, shop) -> call.is("PutItem", shop.target) && isCopy(call), 2),
    COPIES_CHECKED((call, shop) -> call.operation().equals("DeleteItem") && copies(call, shop)),

    DIFFERENCE_FOUND(row("DIFFERENCES#", ""), 2),
    REPAIR_TOUCHED(mark(Kind.REPAIR)),
    GHOST_DELETED((call, shop) -> call.is("DeleteItem", shop.target)),

    DETAIL_CHANGED((call, shop) -> call.writesRow(shop.control, "MIGRATION", "PHASE")
            && call.text("ExpressionAttributeValues/:to/S").isEmpty()),
    SYNC_SWITCHED((call, shop) ->
            call.operation().equals("PutItem") && call.writesRow(shop.control, "MIGRATION", "DIRECTIONS")),
    /** The first is for the directions that were wished for before. */
    SWITCH_ANSWERED(
            (call, shop) ->
                    call.operation().equals("UpdateItem") && call.writesRow(shop.control, "MIGRATION", "DIRECTIONS"),
            2);

    private final BiPredicate<Call, BookShop> request;
    private final int occurrence;

    KillPoint(BiPredicate<Call, BookShop> request) {
        this(request, 1);
    }

    /** The n-th such request of a process, so that others are done, and others under way. */
    KillPoint(BiPredicate<Call, BookShop> request, int occurrence) {
        this.request = request;
        this.occurrence = occurrence;
    }

    boolean is(Call call, BookShop shop) {
        return request.test(call, shop);
    }

    int occurrence() {
        return occurrence;
    }

    private static BiPredicate<Call, BookShop> row(String partition, String sort) {
        return (call, shop) -> call.writesRow(shop.control, partition, sort);
    }

    private static BiPredicate<Call, BookShop> phase(String label) {
        return (call, shop) -> call.writesRow(shop.control, "MIGRATION", "PHASE")
                && call.text("ExpressionAttributeValues/:to/S").equals(label);
    }

    private static BiPredicate<Call, BookShop> mark(Kind kind) {
        return (call, shop) -> call.is("UpdateItem", shop.source)
                && call.text("ExpressionAttributeValues/:token/S").startsWith(kind.prefix());
    }

    private static boolean history(Call call, BookShop shop) {
        return call.writesRow(shop.control, "HISTORY", "");
    }

    private static boolean ended(Call call) {
        return !call.text("Item/endedAt/S").isEmpty();
    }

    /** The run's own row; those of its segments have its id in the partition. */
    private static boolean run(Call call, BookShop shop) {
        return call.writesRow(shop.control, "RUN", "") && call.text("Item/pk/S").equals("RUN");
    }

    private static boolean finished(Call call) {
        return !call.text("Item/finishedAt/S").isEmpty();
    }

    private static boolean quarantine(Call call, BookShop shop) {
        return call.writesRow(shop.control, "QUARANTINE#", "");
    }

    private static boolean copies(Call call, BookShop shop) {
        return call.writesRow(shop.control, "COPIES#", "");
    }

    /** A copy asks for nothing but absence; what comes from the stream may also be newer. */
    private static boolean isCopy(Call call) {
        return call.text("ConditionExpression").equals("attribute_not_exists(#key)");
    }
}

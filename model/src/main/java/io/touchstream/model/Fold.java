package io.touchstream.model;

import java.util.ArrayList;
import java.util.List;

/** Folds a batch by item and plans each item's writes: {@code sync.plan}. */
final class Fold {
    private final Scenario scenario;
    private final Defect defect;

    Fold(Scenario scenario, Defect defect) {
        this.scenario = scenario;
        this.defect = defect;
    }

    /** Returns one work for each item, in the order of their first records. */
    Invocation fold(Side from, List<StreamRecord> batch, List<Entry> entries) {
        List<Work> works = new ArrayList<>();
        int seen = 0;
        for (int position = 0; position < batch.size(); position++) {
            int slot = batch.get(position).slot();
            if ((seen & 1 << slot) == 0 && !isEcho(from, batch.get(position))) {
                seen |= 1 << slot;
                works.add(ofItem(from, batch, position, entries.get(slot)));
            }
        }
        return new Invocation(from, batch.size(), works);
    }

    private Work ofItem(Side from, List<StreamRecord> batch, int first, Entry entry) {
        int slot = batch.get(first).slot();
        int earlier = entry.left();
        int last = first;
        boolean onlyTouches = true;
        boolean repairs = false;
        for (int position = first; position < batch.size(); position++) {
            StreamRecord record = batch.get(position);
            if (record.slot() == slot && !isEcho(from, record)) {
                earlier |= position == first || defect != Defect.FOLD_FORGETS_IMAGES ? keys(record.before()) : 0;
                earlier |= defect == Defect.FOLD_FORGETS_IMAGES ? 0 : keys(record.after());
                onlyTouches &= record.before().isVisible() && record.before().looksLike(record.after());
                repairs |= record.after().marker() != record.before().marker()
                        && Token.isRepair(record.after().marker());
                last = position;
            }
        }
        boolean mere = onlyTouches && !repairs && defect != Defect.TOUCH_ALTERS;
        return plan(batch.get(last), first, last, earlier, mere ? Guard.MISSING : Guard.OLDER);
    }

    private Work plan(StreamRecord record, int first, int last, int earlier, Guard guard) {
        Cell after = record.after().isVisible() ? record.after() : Cell.ABSENT;
        boolean fails = after.isVisible() && !after.yields();
        int deletes = earlier & ~keys(after);
        if (defect == Defect.OLD_KEYS_STAY && after.isVisible()) {
            deletes = 0;
        }
        Work work = new Work(
                record.slot(),
                record.version(),
                first,
                last,
                after,
                guard,
                deletes,
                after.yields(),
                true,
                true,
                Work.State.PENDING);
        // A refused item's deletes are not made: they go into its entry.
        return fails ? work.in(Work.State.REFUSED) : work.left(deletes, after.yields(), true);
    }

    /** Tells whether the other direction wrote this change: it left a provenance of its own. */
    private boolean isEcho(Side from, StreamRecord record) {
        if (defect == Defect.ECHO_NOT_RECOGNISED) {
            return false;
        }
        Provenance now = record.after().provenance();
        if (record.after().isVisible()) {
            boolean changed = !now.equals(record.before().provenance());
            return now.isPresent() && (changed || defect == Defect.ECHO_BY_PRESENCE);
        }
        // Where sync is still on, the application leaves tombstones: what vanished without one was deleted by sync.
        boolean bothOn = from == Side.TARGET && scenario.cutOver() == Scenario.CutOver.GRADUAL;
        return bothOn
                && !record.after().isStored()
                && record.before().provenance().isPresent();
    }

    private static int keys(Cell image) {
        return image.yields() ? 1 << image.reference() : 0;
    }
}

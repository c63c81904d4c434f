package io.touchstream.model;

import java.util.Collections;
import java.util.List;

/**
 * One table with its stream.
 *
 * @param cells the items, by slot
 * @param promises what the application was last told that it had written, by slot; {@link #NO_PROMISE} where it wrote
 *     nothing, {@link #MOVED_ON} where it writes the item in the other table now
 * @param streaming whether changes are recorded
 * @param lanes the stream's shards: one, or one for each slot
 * @param entries the quarantine's entries for items of this table, by slot
 */
record Store(List<Cell> cells, List<Cell> promises, boolean streaming, List<Lane> lanes, List<Entry> entries) {
    static final Cell NO_PROMISE = new Cell(-1, -3, Token.NONE, Provenance.NONE);
    static final Cell MOVED_ON = new Cell(-1, -4, Token.NONE, Provenance.NONE);

    static Store of(List<Cell> cells, List<Cell> promises, boolean streaming, int lanes) {
        int slots = cells.size();
        return new Store(
                List.copyOf(cells),
                promises,
                streaming,
                Collections.nCopies(lanes, Lane.EMPTY),
                Collections.nCopies(slots, Entry.NONE));
    }

    Cell cell(int slot) {
        return cells.get(slot);
    }

    int slots() {
        return cells.size();
    }

    boolean isDrained() {
        for (Lane lane : lanes) {
            if (!lane.isDrained()) {
                return false;
            }
        }
        return true;
    }

    boolean promises(int slot) {
        return !promises.get(slot).equals(NO_PROMISE) && !hasMovedOn(slot);
    }

    boolean hasMovedOn(int slot) {
        return promises.get(slot).equals(MOVED_ON);
    }

    boolean keepsPromises() {
        for (int slot = 0; slot < slots(); slot++) {
            if (promises(slot) && !cells.get(slot).looksLike(promises.get(slot))) {
                return false;
            }
        }
        return true;
    }

    boolean hasEntries() {
        for (Entry entry : entries) {
            if (entry.isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Writes one item; a write that changes nothing leaves no record. */
    Store write(int slot, Cell after) {
        Cell before = cells.get(slot);
        if (before.equals(after)) {
            return this;
        }
        List<Lane> streamed = lanes;
        if (streaming) {
            int lane = lanes.size() == 1 ? 0 : slot;
            streamed = Lists.with(lanes, lane, lanes.get(lane).append(slot, before, after));
        }
        return new Store(Lists.with(cells, slot, after), promises, streaming, streamed, entries);
    }

    Store promise(int slot, Cell written) {
        return new Store(cells, Lists.with(promises, slot, written), streaming, lanes, entries);
    }

    Store withoutPromises() {
        return new Store(cells, Collections.nCopies(slots(), NO_PROMISE), streaming, lanes, entries);
    }

    Store streaming(boolean now) {
        return new Store(cells, promises, now, lanes, entries);
    }

    Store with(int lane, Lane now) {
        return new Store(cells, promises, streaming, Lists.with(lanes, lane, now), entries);
    }

    Store with(int slot, Entry entry) {
        return new Store(cells, promises, streaming, lanes, Lists.with(entries, slot, entry));
    }
}

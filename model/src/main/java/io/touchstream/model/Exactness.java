package io.touchstream.model;

import java.util.Optional;

/** Compares the two tables in both directions, as verify does, once nothing is left to do. */
final class Exactness {
    private Exactness() {}

    /**
     * Returns what is wrong.
     *
     * @param from the table that is followed; the other one is to be its transformation
     */
    static Optional<String> fault(State state, Side from) {
        Optional<String> missing = missing(state, from);
        return missing.isPresent() ? missing : ghost(state, from);
    }

    /** Returns what is wrong with the items of one table in the other. */
    static Optional<String> missing(State state, Side from) {
        for (int slot = 0; slot < state.store(from).slots(); slot++) {
            Optional<String> fault = faultOf(state, from, slot);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ghost(State state, Side from) {
        for (int slot = 0; slot < state.store(from.other()).slots(); slot++) {
            if (isGhost(state, from, slot)) {
                return Optional.of(name(from.other()) + " item " + slot + " is a ghost: nothing yields it");
            }
        }
        return Optional.empty();
    }

    /** Tells whether an item has what it yields in the other table, or need not. */
    static boolean isRight(State state, Side from, int slot) {
        Cell item = state.store(from).cell(slot);
        Store others = state.store(from.other());
        if (!item.yields() || others.promises(item.reference())) {
            return true;
        }
        Cell yielded = others.cell(item.reference());
        return yielded.isVisible()
                && held(yielded).source() == slot
                && yielded.reference() == slot
                && yielded.value() == item.value()
                && (from == Side.TARGET || yielded.marker() == Token.NONE);
    }

    /** Tells whether an item of the other table came from one that does not yield it. */
    static boolean isGhost(State state, Side from, int slot) {
        Cell item = state.store(from.other()).cell(slot);
        if (!item.isVisible() || state.store(from.other()).promises(slot)) {
            return false;
        }
        int origin = held(item).source();
        boolean left = (state.store(from).entries().get(origin).left() & 1 << slot) != 0;
        return !left && !state.store(from).cell(origin).yields(slot);
    }

    private static Optional<String> faultOf(State state, Side from, int slot) {
        Cell item = state.store(from).cell(slot);
        boolean reported = state.store(from).entries().get(slot).isPresent();
        boolean reportable = (item.isVisible() && !item.yields()) || collides(state, from, slot);
        if (!isRight(state, from, slot) && !reported) {
            return Optional.of(name(from) + " item " + slot + " is not what the other table shows");
        }
        if (item.isVisible() && !item.yields() && !reported) {
            return Optional.of(name(from) + " item " + slot + " cannot be transformed, and nobody is told");
        }
        if (reported && state.redriven() && !reportable) {
            return Optional.of(name(from) + " item " + slot + " stays quarantined without need");
        }
        return Optional.empty();
    }

    /** Tells whether another item yields the same key, or holds it since it cannot be transformed any more. */
    private static boolean collides(State state, Side from, int slot) {
        Cell item = state.store(from).cell(slot);
        if (!item.yields()) {
            return false;
        }
        boolean shared = held(state.store(from.other()).cell(item.reference())).source() != slot;
        boolean taken = state.store(from.other()).cell(item.reference()).isVisible() && shared;
        for (int other = 0; other < state.store(from).slots(); other++) {
            taken |= other != slot && state.store(from).cell(other).yields(item.reference());
        }
        return taken;
    }

    private static Provenance held(Cell item) {
        return item.provenance().isPresent() ? item.provenance() : new Provenance(item.reference(), Provenance.COPY);
    }

    private static String name(Side side) {
        return side == Side.SOURCE ? "source" : "target";
    }
}

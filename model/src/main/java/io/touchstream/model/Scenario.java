package io.touchstream.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Bounds one exploration: what is there at first, which parts of the protocol run, and how often what may happen.
 *
 * @param source the source items at first
 * @param target the target items at first
 */
record Scenario(
        String name,
        Stage stage,
        List<Cell> source,
        List<Cell> target,
        Filling filling,
        CutOver cutOver,
        Set<Trait> traits,
        Budget budget) {
    private static final int BATCH = 2;
    private static final int LONG_BATCH = 3;

    /** Tells how what is there at first gets to the target. */
    enum Filling {
        NONE,
        TOUCH,
        COPY
    }

    /** Tells how the application moves to the target. */
    enum CutOver {
        NONE,
        FENCED,
        GRADUAL
    }

    static Scenario of(String name, Cell... source) {
        return new Scenario(
                name,
                Stage.SYNCING,
                List.of(source),
                List.of(Cell.ABSENT, Cell.ABSENT),
                Filling.NONE,
                CutOver.NONE,
                EnumSet.noneOf(Trait.class),
                Budget.NOTHING);
    }

    Scenario from(Stage first) {
        return new Scenario(name, first, source, target, filling, cutOver, traits, budget);
    }

    Scenario filledBy(Filling by) {
        return new Scenario(name, stage, source, target, by, cutOver, traits, budget);
    }

    Scenario cutOver(CutOver by) {
        return new Scenario(name, stage, source, target, filling, by, traits, budget);
    }

    Scenario with(Trait... more) {
        Set<Trait> all = EnumSet.noneOf(Trait.class);
        all.addAll(traits);
        all.addAll(List.of(more));
        return new Scenario(name, stage, source, target, filling, cutOver, all, budget);
    }

    Scenario with(Resource resource, int times) {
        return new Scenario(name, stage, source, target, filling, cutOver, traits, budget.with(resource, times));
    }

    /** Lets the target hold at first what an earlier copy of the source left there. */
    Scenario synced() {
        List<Cell> copied = target;
        for (int slot = 0; slot < source.size(); slot++) {
            Cell item = source.get(slot);
            Cell copy = Cell.of(slot, item.value()).stamped(new Provenance(slot, Provenance.COPY));
            copied = Lists.with(copied, item.reference(), copy);
        }
        return new Scenario(name, stage, source, copied, filling, cutOver, traits, budget);
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** Returns the most records in one batch. */
    int batch() {
        return has(Trait.LONG_BATCHES) ? LONG_BATCH : BATCH;
    }

    /** Returns the state in which it begins. */
    State initial() {
        int slots = source.size();
        boolean oneShard = has(Trait.ONE_SHARD);
        TouchStep touch = filling == Filling.TOUCH ? TouchStep.TO_DO : TouchStep.DONE;
        Copy copy = filling == Filling.COPY ? Copy.TO_DO : Copy.TO_DO.at(Copy.Step.DONE);
        List<Cell> unwritten = Collections.nCopies(target.size(), Store.NO_PROMISE);
        boolean followed = has(Trait.REVERSE) && cutOver == CutOver.GRADUAL;
        return new State(
                stage,
                Store.of(source, source, stage != Stage.BEFORE, oneShard ? 1 : slots),
                Store.of(target, unwritten, followed, oneShard ? 1 : target.size()),
                Collections.nCopies(slots, LedgerRow.NONE),
                new Jobs(Collections.nCopies(slots, touch), Collections.nCopies(slots, copy), Doubt.NONE),
                Network.QUIET,
                budget,
                false);
    }

    @Override
    public String toString() {
        return name;
    }
}

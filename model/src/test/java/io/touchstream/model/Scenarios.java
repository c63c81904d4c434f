package io.touchstream.model;

import io.touchstream.model.Scenario.CutOver;
import io.touchstream.model.Scenario.Filling;
import java.util.stream.Stream;

/** The scenarios in which the protocol is explored. {@code -Dmodel.depth=N} allows the application N more writes in each. */
final class Scenarios {
    private static final int MORE = Integer.getInteger("model.depth", 0);
    private static final Cell A = Cell.of(0, 20).marked(Token.EARLIER_RUN);
    private static final Cell B = Cell.of(1, 21);

    private Scenarios() {}

    /** Items A and B, each with a target key of its own. */
    private static Scenario two(String name, int writes) {
        return Scenario.of(name, A, B).with(Resource.SOURCE_WRITE, writes + MORE);
    }

    /** Item A alone. */
    private static Scenario one(String name, int writes) {
        return Scenario.of(name, A).with(Resource.SOURCE_WRITE, writes + MORE);
    }

    static Scenario streamFirst() {
        return two("stream first", 2).from(Stage.BEFORE).filledBy(Filling.TOUCH);
    }

    static Scenario touch() {
        return two("touch, one shard each", 2).filledBy(Filling.TOUCH).with(Resource.JOB_CRASH, 1);
    }

    static Scenario sharedBatches() {
        return two("touch, one shard for both", 2)
                .filledBy(Filling.TOUCH)
                .with(Trait.ONE_SHARD)
                .with(Resource.FAILURE, 1)
                .with(Resource.CRASH, 1);
    }

    static Scenario swaps() {
        return two("moves, swaps and collisions", 3).synced().with(Resource.FAILURE, 1);
    }

    static Scenario manyChanges() {
        return one("many changes of one item", 4)
                .filledBy(Filling.TOUCH)
                .with(Resource.CRASH, 2)
                .with(Resource.FAILURE, 1);
    }

    /** The records of one batch come again one by one. */
    static Scenario longBatches() {
        return one("batches of three records", 4)
                .synced()
                .with(Trait.LONG_BATCHES)
                .with(Resource.CRASH, 1);
    }

    static Scenario poison() {
        return two("items that cannot be transformed", 2)
                .filledBy(Filling.TOUCH)
                .with(Trait.POISON)
                .with(Resource.CRASH, 1);
    }

    static Scenario copy() {
        return two("copy lane", 2).filledBy(Filling.COPY).with(Resource.JOB_CRASH, 1);
    }

    static Scenario repair() {
        return one("repair under way", 2)
                .filledBy(Filling.TOUCH)
                .with(Resource.REPAIR, 2)
                .with(Resource.CRASH, 1);
    }

    static Scenario reads() {
        return two("readers of moved items", 2).filledBy(Filling.TOUCH).with(Trait.ATOMIC_READS);
    }

    static Scenario readsDespiteCrash() {
        return one("readers of moved items, and a crash", 3)
                .filledBy(Filling.TOUCH)
                .with(Trait.ATOMIC_READS)
                .with(Resource.CRASH, 1);
    }

    static Scenario fenced() {
        return two("fenced cut-over and reverse sync", 1)
                .filledBy(Filling.TOUCH)
                .cutOver(CutOver.FENCED)
                .with(Trait.REVERSE)
                .with(Resource.TARGET_WRITE, 2 + MORE)
                .with(Resource.CRASH, 1);
    }

    static Scenario gradual() {
        return two("gradual cut-over", 1)
                .filledBy(Filling.TOUCH)
                .cutOver(CutOver.GRADUAL)
                .with(Trait.INTERCEPTOR)
                .with(Resource.TARGET_WRITE, 1 + MORE)
                .with(Resource.CRASH, 1);
    }

    static Scenario gradualReverse() {
        return one("gradual cut-over and reverse sync", 2)
                .filledBy(Filling.TOUCH)
                .cutOver(CutOver.GRADUAL)
                .with(Trait.INTERCEPTOR, Trait.REVERSE)
                .with(Resource.TARGET_WRITE, 2 + MORE);
    }

    static Scenario gradualWithoutInterceptor() {
        return one("gradual cut-over without interceptor", 1)
                .filledBy(Filling.TOUCH)
                .cutOver(CutOver.GRADUAL)
                .with(Resource.TARGET_WRITE, 1 + MORE);
    }

    /** Without the interceptor a delete leaves nothing that a touch could tell from an item that never arrived. */
    static Scenario touchesAfterUpdates() {
        return one("touches after updates that keep provenance", 0)
                .synced()
                .filledBy(Filling.TOUCH)
                .cutOver(CutOver.GRADUAL)
                .with(Trait.NO_TARGET_DELETES)
                .with(Resource.TARGET_WRITE, 1 + MORE);
    }

    static Scenario late() {
        return one("late requests", 2)
                .filledBy(Filling.TOUCH)
                .with(Resource.LATE, 1)
                .with(Resource.CRASH, 1);
    }

    static Scenario replayed() {
        return one("records delivered alone once more", 2)
                .filledBy(Filling.TOUCH)
                .with(Resource.REPLAY, 1);
    }

    static Scenario replayedInSync() {
        return one("records of a synchronised item, alone once more", 2)
                .synced()
                .with(Resource.REPLAY, 1);
    }

    static Scenario replayedCollisions() {
        return two("colliding records delivered alone once more", 2).synced().with(Resource.REPLAY, 1);
    }

    static Scenario lateCopies() {
        return one("late copies", 2)
                .filledBy(Filling.COPY)
                .with(Resource.LATE, 1)
                .with(Resource.JOB_CRASH, 1);
    }

    static Scenario allAtOnce() {
        return one("crash, late request and lone record", 2)
                .filledBy(Filling.TOUCH)
                .with(Trait.ATOMIC_READS)
                .with(Resource.CRASH, 1)
                .with(Resource.LATE, 1)
                .with(Resource.REPLAY, 1);
    }

    /** The protocol's own scenarios, under either guard. */
    static Stream<Scenario> sound() {
        return Stream.of(
                streamFirst(),
                touch(),
                sharedBatches(),
                swaps(),
                manyChanges(),
                longBatches(),
                poison(),
                copy(),
                repair(),
                reads(),
                fenced(),
                gradual(),
                gradualReverse());
    }

    /** Those of the scenarios that the ledger has a part in. */
    static Stream<Scenario> soundWithLedger() {
        return Stream.of(
                swaps(),
                manyChanges(),
                longBatches(),
                poison(),
                copy(),
                repair(),
                reads(),
                fenced(),
                gradual(),
                allAtOnce());
    }

    /** What the ledger withstands, and provenance alone does not. */
    static Stream<Scenario> disturbed() {
        return Stream.of(late(), replayed(), replayedCollisions(), lateCopies());
    }
}

package io.touchstream.model;

/**
 * How far the copy lane has come with one item.
 *
 * @param seen what was read of the source
 * @param found what was read of the target after the put
 * @param again whether the item is to be copied once more after this, as the job has died meanwhile
 */
record Copy(Step step, Cell seen, Cell found, boolean again) {
    static final Copy TO_DO = new Copy(Step.TO_DO, Cell.ABSENT, Cell.ABSENT, false);

    /** Names the steps. */
    enum Step {
        TO_DO,
        READ,
        PUT,
        LOOKED,
        DOOMED,
        DONE
    }

    Copy at(Step now) {
        return new Copy(now, seen, found, again);
    }

    Copy looked(Cell met) {
        return new Copy(Step.LOOKED, seen, met, again);
    }

    Copy over() {
        return again ? TO_DO : new Copy(Step.DONE, Cell.ABSENT, Cell.ABSENT, false);
    }

    Copy resumed() {
        return new Copy(Step.PUT, seen, Cell.ABSENT, true);
    }
}

package io.touchstream.simulator;

/**
 * Says what kind of run it is.
 *
 * @param late whether requests land after they were given up, and records are delivered alone after later ones: what
 *     {@code guard: provenance} needs a verify for
 * @param copies whether existing items take the copy lane
 * @param ownWrites whether the application writes the target too
 * @param outage whether sync is stopped for longer than the stream keeps records
 * @param repairsMeanwhile whether a verify with repair runs amid everything else
 * @param crowded whether partitions take few units a second, and items are nearly as large as they may be
 * @param ledger whether {@code guard: ledger} is on
 * @param merges whether items come from two source tables
 * @param moves whether the application moves to the target afterwards, and its changes flow back
 * @param hurries whether the operator redrives and removes the markers while the application writes and things go wrong
 */
record Profile(
        boolean late,
        boolean copies,
        boolean ownWrites,
        boolean outage,
        boolean repairsMeanwhile,
        boolean crowded,
        boolean ledger,
        boolean merges,
        boolean moves,
        boolean hurries) {
    /** Existing items are touched, records come in order, and nothing else is going on. */
    static final Profile PLAIN = new Profile(false, false, false, false, false, false, false, false, false, false);
    /** As plain, but records come out of order. */
    static final Profile LATE = new Profile(true, false, false, false, false, false, false, false, false, false);
    /** As late, with the ledger. */
    static final Profile LATE_WITH_LEDGER =
            new Profile(true, false, false, false, false, false, true, false, false, false);
    /** As plain, with the ledger. */
    static final Profile PLAIN_WITH_LEDGER =
            new Profile(false, false, false, false, false, false, true, false, false, false);
    /** As plain, but sync is stopped for longer than the stream keeps records. */
    static final Profile OUTAGE = new Profile(false, false, false, true, false, false, false, false, false, false);
    /** As plain, but existing items are copied. */
    static final Profile COPYING = new Profile(false, true, false, false, false, false, false, false, false, false);

    /** As plain, and the application moves. */
    static final Profile MOVING = new Profile(false, false, false, false, false, false, false, false, true, false);
    /** As late, and the application moves. */
    static final Profile MOVING_LATE = new Profile(true, false, false, false, false, false, false, false, true, false);

    static Profile draw(Choices choices) {
        return new Profile(
                choices.oneIn(2),
                choices.oneIn(4),
                choices.oneIn(4),
                choices.oneIn(10),
                choices.oneIn(4),
                choices.oneIn(5),
                choices.oneIn(3),
                choices.oneIn(3),
                false,
                false);
    }

    /** Draws a run after which the application moves. Of two source tables, nothing would tell where an item is to go back to. */
    static Profile drawMoving(Choices choices) {
        return new Profile(
                choices.oneIn(2),
                choices.oneIn(4),
                false,
                false,
                choices.oneIn(4),
                false,
                choices.oneIn(3),
                false,
                true,
                false);
    }

    /** Draws a run whose operator does not wait for rest. */
    static Profile drawHurrying(Choices choices) {
        return new Profile(
                choices.oneIn(2),
                choices.oneIn(4),
                choices.oneIn(4),
                false,
                choices.oneIn(4),
                choices.oneIn(5),
                choices.oneIn(3),
                choices.oneIn(3),
                false,
                true);
    }

    Shape shape() {
        return new Shape(copies, ledger, merges);
    }

    /** Tells whether ghosts may be left: what comes late can bring them, unless the ledger keeps it out. */
    boolean leavesGhosts() {
        return late && !ledger;
    }

    /** Tells whether only a verify with repair can mend everything. */
    boolean needsRepair() {
        return leavesGhosts() || outage;
    }
}

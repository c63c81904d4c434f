package io.touchstream.model;

import io.touchstream.model.Guards.Outcome;

/**
 * What became of a request.
 *
 * @param next the state after it
 * @param applied whether it happened
 * @param deletes the deletes that are settled, one bit each
 * @param put whether the put is settled
 * @param superseded whether a later version of the same item was met
 * @param present whether a put of what is missing met what was there
 * @param collided whether the put met another source's item
 * @param owned whether something of the application's was met
 */
record Reply(
        State next,
        boolean applied,
        int deletes,
        boolean put,
        boolean superseded,
        boolean present,
        boolean collided,
        boolean owned) {
    static Reply applied(State state, Request request) {
        return new Reply(state, true, request.deletes(), request.puts(), false, false, false, false);
    }

    static Reply refused(State state, Request request, Outcome outcome) {
        return new Reply(
                state,
                false,
                request.deletes(),
                request.puts(),
                outcome == Outcome.SUPERSEDED,
                outcome == Outcome.PRESENT,
                false,
                false);
    }

    Reply with(State now) {
        return new Reply(now, applied, deletes, put, superseded, present, collided, owned);
    }

    /** A refused delete is settled: there is nothing of ours to delete. What would have been done with it is not. */
    Reply deleteRefused(int slot, Outcome outcome) {
        int settled = (applied ? 0 : deletes) | 1 << slot;
        return new Reply(
                next,
                false,
                settled,
                !applied && put,
                superseded || outcome == Outcome.SUPERSEDED,
                present,
                collided,
                owned || outcome == Outcome.APPLICATION_OWNED);
    }

    Reply putRefused(Outcome outcome) {
        boolean collides = outcome == Outcome.OTHER_SOURCE;
        return new Reply(
                next,
                false,
                applied ? 0 : deletes,
                !collides,
                superseded || outcome == Outcome.SUPERSEDED,
                outcome == Outcome.PRESENT,
                collides,
                owned || outcome == Outcome.APPLICATION_OWNED);
    }
}

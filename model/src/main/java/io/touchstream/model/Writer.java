package io.touchstream.model;

import org.jspecify.annotations.Nullable;

/** Takes one item's work one request further: {@code sync.write}. */
final class Writer {
    private final Scenario scenario;
    private final Defect defect;
    private final Guards guards;

    Writer(Scenario scenario, Defect defect) {
        this.scenario = scenario;
        this.defect = defect;
        this.guards = new Guards(scenario, defect);
    }

    /**
     * What a request led to.
     *
     * @param fault what a reader may have met that it must not; null for nothing
     */
    record Written(State state, Work work, @Nullable String fault) {}

    /** Returns the next request of some work. */
    Request next(Side from, Work work) {
        boolean move = work.deletes() != 0 && work.puts();
        if (move && work.together() && defect != Defect.MOVE_IN_TWO_REQUESTS) {
            return request(from, work, work.deletes(), true);
        }
        if (work.deletes() == 0) {
            return request(from, work, 0, true);
        }
        // The ledger's row goes with all of the deletes.
        int some = scenario.has(Trait.LEDGER) ? work.deletes() : Integer.lowestOneBit(work.deletes());
        return request(from, work, some, false);
    }

    /** Sends the next request of some work. */
    Written write(State state, Side from, Work work) {
        Request request = next(from, work);
        Reply reply = guards.send(state, request);
        boolean wentAway = scenario.has(Trait.ATOMIC_READS)
                && work.together()
                && work.after().isVisible()
                && found(state, request) > 0
                && found(reply.next(), request) == 0;
        String fault = wentAway ? "a reader finds the moved item under no key" : null;
        return new Written(reply.next(), settle(work, request, reply), fault);
    }

    /** Lets a request land that nobody waits for any more. */
    State land(State state, Request request) {
        return guards.send(state, request).next();
    }

    /** Sends a request for its reply. */
    Reply send(State state, Request request) {
        return guards.send(state, request);
    }

    private Work settle(Work work, Request request, Reply reply) {
        int deletesLeft = work.deletes() & ~(request.deletes() & reply.deletes());
        if (reply.superseded() && defect != Defect.SUPERSEDED_GOES_ON) {
            return work.left(defect == Defect.SUPERSEDED_LEAVES_OLD_KEYS ? 0 : deletesLeft, false, true);
        }
        if (reply.collided()) {
            Work left = work.left(deletesLeft, true, true);
            return work.together() ? left.separately() : left.in(Work.State.REFUSED);
        }
        boolean putsLeft = work.puts() && !(request.puts() && reply.put());
        return work.left(deletesLeft, putsLeft, !reply.present());
    }

    private Request request(Side from, Work work, int deletes, boolean puts) {
        Cell after = work.after();
        return new Request(
                from.other(),
                work.slot(),
                work.version(),
                deletes,
                puts ? after.reference() : Request.NO_PUT,
                puts ? after.value() : 0,
                defect == Defect.MARKER_ARRIVES && puts ? after.marker() : Token.NONE,
                work.guard());
    }

    private static long found(State state, Request request) {
        return state.store(request.to()).cells().stream()
                .filter(cell -> cell.isVisible() && cell.provenance().source() == request.source())
                .count();
    }
}

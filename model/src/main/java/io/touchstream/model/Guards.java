package io.touchstream.model;

import java.util.Map;
import java.util.Set;

/** Applies requests to a table as their conditions allow: {@code protocol.write.GuardedExpression} and {@code Refusal}. */
final class Guards {
    private static final Map<Defect, Set<Outcome>> PUT_DEFECTS = Map.of(
            Defect.PUT_WITHOUT_VERSION, Set.of(Outcome.STALE, Outcome.SUPERSEDED),
            Defect.COLLISION_OVERWRITES, Set.of(Outcome.OTHER_SOURCE),
            Defect.OWNERSHIP_IGNORED, Set.of(Outcome.APPLICATION_OWNED));
    private static final Map<Defect, Set<Outcome>> DELETE_DEFECTS = Map.of(
            Defect.DELETE_WITHOUT_VERSION, Set.of(Outcome.STALE, Outcome.SUPERSEDED),
            Defect.DELETE_OF_ANOTHERS, Set.of(Outcome.OTHER_SOURCE),
            Defect.OWNERSHIP_IGNORED, Set.of(Outcome.APPLICATION_OWNED));
    private static final Map<Defect, Set<Outcome>> EXACT_DEFECTS = Map.of(
            Defect.TAKE_BACK_WITHOUT_VERSION, Set.of(Outcome.SUPERSEDED),
            Defect.REPAIR_WITHOUT_VERSION, Set.of(Outcome.SUPERSEDED));

    private final Scenario scenario;
    private final Defect defect;

    Guards(Scenario scenario, Defect defect) {
        this.scenario = scenario;
        this.defect = defect;
    }

    /** Names what can become of one write. */
    enum Outcome {
        DONE,
        PRESENT,
        STALE,
        SUPERSEDED,
        APPLICATION_OWNED,
        OTHER_SOURCE
    }

    /** Sends one request: all of it happens, or nothing. */
    Reply send(State state, Request request) {
        boolean withLedger = scenario.has(Trait.LEDGER) && request.to() == Side.TARGET;
        if (withLedger) {
            Outcome refusal = byLedger(state.ledger().get(request.source()), request);
            if (refusal != Outcome.DONE) {
                return Reply.refused(state, request, refusal);
            }
        }
        Reply reply = judge(state, request);
        if (!reply.applied()) {
            return reply;
        }
        State next = state;
        for (int slot = 0; slot < state.store(request.to()).slots(); slot++) {
            if (request.deletes(slot)) {
                next = next.write(request.to(), slot, Cell.ABSENT);
            }
        }
        if (request.puts()) {
            Cell cell = new Cell(
                    request.source(),
                    request.value(),
                    request.marker(),
                    new Provenance(request.source(), request.version()));
            next = next.write(request.to(), request.put(), cell);
        }
        return reply.with(withLedger ? recorded(next, request) : next);
    }

    private Reply judge(State state, Request request) {
        Store table = state.store(request.to());
        Reply reply = Reply.applied(state, request);
        for (int slot = 0; slot < table.slots(); slot++) {
            if (request.deletes(slot)) {
                Outcome outcome = ofDelete(table.cell(slot), request);
                reply = outcome == Outcome.DONE ? reply : reply.deleteRefused(slot, outcome);
            }
        }
        if (request.puts()) {
            Outcome outcome = ofPut(table.cell(request.put()), request);
            reply = outcome == Outcome.DONE ? reply : reply.putRefused(outcome);
        }
        return reply;
    }

    private Outcome ofPut(Cell met, Request put) {
        if (!met.isStored()) {
            return Outcome.DONE;
        }
        Outcome refusal = refusal(met, put);
        boolean passes = refusal == Outcome.PRESENT || lets(PUT_DEFECTS, refusal);
        return put.guard() == Guard.OLDER && passes ? Outcome.DONE : refusal;
    }

    private Outcome ofDelete(Cell met, Request delete) {
        if (!met.isStored()) {
            return Outcome.DONE;
        }
        Outcome refusal = refusal(met, delete);
        if (delete.guard() == Guard.EXACTLY) {
            return refusal == Outcome.STALE || lets(EXACT_DEFECTS, refusal) ? Outcome.DONE : refusal;
        }
        return refusal == Outcome.PRESENT || lets(DELETE_DEFECTS, refusal) ? Outcome.DONE : refusal;
    }

    /** Tells whether the defect lets through what the guard would refuse. */
    private boolean lets(Map<Defect, Set<Outcome>> defects, Outcome refusal) {
        return defects.getOrDefault(defect, Set.of()).contains(refusal);
    }

    private static Outcome refusal(Cell met, Request request) {
        Provenance found = held(met, request.to());
        if (!found.isPresent()) {
            return Outcome.APPLICATION_OWNED;
        }
        if (found.source() != request.source()) {
            return Outcome.OTHER_SOURCE;
        }
        if (found.version() < request.version()) {
            return Outcome.PRESENT;
        }
        return found.version() == request.version() ? Outcome.STALE : Outcome.SUPERSEDED;
    }

    /** A source item that reverse sync has not written yet counts as the copy of the target item that it yields. */
    private static Provenance held(Cell met, Side table) {
        if (table == Side.SOURCE && !met.provenance().isPresent()) {
            return new Provenance(met.reference(), Provenance.COPY);
        }
        return met.provenance();
    }

    private static Outcome byLedger(LedgerRow row, Request request) {
        if (!row.isPresent() || request.guard() == Guard.EXACTLY || row.version() < request.version()) {
            return Outcome.DONE;
        }
        if (row.version() > request.version()) {
            return Outcome.SUPERSEDED;
        }
        boolean done = request.puts() && (row.keys() & 1 << request.put()) != 0;
        return done ? Outcome.STALE : Outcome.DONE;
    }

    /** Writes the ledger's row, in the same transaction. */
    private State recorded(State state, Request request) {
        LedgerRow row = state.ledger().get(request.source());
        if (request.guard() == Guard.EXACTLY) {
            return state;
        }
        int keys = (row.version() == request.version() ? row.keys() : 0) & ~request.deletes();
        if (defect == Defect.LEDGER_FORGETS_DELETES && !request.puts()) {
            return state.with(request.source(), LedgerRow.NONE);
        }
        int put = request.puts() ? 1 << request.put() : 0;
        return state.with(request.source(), new LedgerRow(request.version(), keys | put));
    }
}

package io.touchstream.model;

/** Ends an invocation: {@code sync.report.BatchReporter} and the answer of {@code sync.SyncPipeline}. */
final class Settling {
    private final Defect defect;

    Settling(Defect defect) {
        this.defect = defect;
    }

    /** Returns how many records of the batch are settled: those before the first unfinished one. */
    int settledRecords(Invocation invocation) {
        return invocation.works().stream()
                .filter(work -> work.state() == Work.State.UNFINISHED)
                .mapToInt(work -> defect == Defect.FAILURE_ANSWERED_LATE ? work.last() : work.first())
                .min()
                .orElse(invocation.records());
    }

    /** Quarantines what was refused and settles what succeeded. */
    State recordEntries(State state, Invocation invocation) {
        Store store = state.store(invocation.from());
        for (Work work : invocation.works()) {
            Entry entry = store.entries().get(work.slot());
            if (entry.version() > work.version()) {
                continue;
            }
            if (work.state() == Work.State.REFUSED && defect != Defect.REFUSED_IS_DROPPED) {
                int left = defect == Defect.QUARANTINE_FORGETS_KEYS ? 0 : work.deletes();
                store = store.with(work.slot(), new Entry(work.version(), left));
            }
            if (work.state() == Work.State.DONE && work.known()) {
                store = store.with(work.slot(), Entry.NONE);
            }
        }
        return state.with(invocation.from(), store);
    }
}

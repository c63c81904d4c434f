package io.touchstream.model;

import java.util.List;

/**
 * Turns a state into 64 bits. Two states with one fingerprint would be taken for one: with ten million states the chance
 * of any such pair is about three in a million.
 */
final class Fingerprint {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long hash = 1;

    private Fingerprint() {}

    static long of(State state) {
        Fingerprint print = new Fingerprint();
        print.add(state.stage());
        print.add(state.source());
        print.add(state.target());
        state.ledger().forEach(row -> print.add(row.version() + 1, row.keys()));
        print.add(state.jobs());
        print.add(state.network());
        print.mix(state.budget().packed());
        print.add(state.redriven() ? 1 : 0);
        return print.hash == 0 ? 1 : print.hash;
    }

    private void add(Store store) {
        store.cells().forEach(this::add);
        store.promises().forEach(this::add);
        store.entries().forEach(entry -> add(entry.version() + 1, entry.left()));
        for (Lane lane : store.lanes()) {
            add(lane.settled());
            add(lane.pending());
            add(lane.next());
            Invocation invocation = lane.invocation();
            if (invocation != null) {
                add(invocation);
            }
        }
    }

    private void add(List<StreamRecord> records) {
        add(1000 + records.size());
        for (StreamRecord record : records) {
            add(record.slot(), record.version());
            add(record.before());
            add(record.after());
        }
    }

    private void add(Invocation invocation) {
        add(invocation.from());
        add(2000 + invocation.records());
        for (Work work : invocation.works()) {
            add(work.slot(), work.version(), work.first(), work.last(), work.deletes());
            add(work.after());
            add(work.guard());
            add(work.state());
            add(work.puts() ? 1 : 0, work.together() ? 1 : 0, work.known() ? 1 : 0);
        }
    }

    private void add(Jobs jobs) {
        jobs.touches().forEach(this::add);
        for (Copy copy : jobs.copies()) {
            add(copy.step());
            add(copy.again() ? 1 : 0);
            add(copy.seen());
            add(copy.found());
        }
        Doubt doubt = jobs.doubt();
        add(doubt.slot() + 1, doubt.seen().source() + 1, doubt.seen().version() + 1, doubt.doomed() ? 1 : 0);
    }

    private void add(Network network) {
        add(3000 + network.late().size());
        for (Request request : network.late()) {
            add(request.to());
            add(request.guard());
            add(request.source(), request.version(), request.deletes());
            add(request.put() + 1, request.value(), request.marker());
        }
        Invocation stray = network.stray();
        if (stray != null) {
            add(stray);
        }
    }

    private void add(Cell cell) {
        mix(((cell.reference() + 1L) << 40)
                | ((cell.value() + 4L) << 32)
                | ((long) cell.marker() << 24)
                | ((cell.provenance().source() + 1L) << 16)
                | (cell.provenance().version() + 1L));
    }

    private void add(Enum<?> value) {
        mix(value.name().hashCode());
    }

    private void add(int... numbers) {
        for (int number : numbers) {
            mix(number);
        }
    }

    private void mix(long number) {
        long mixed = (hash ^ number) * STEP;
        mixed ^= mixed >>> 32;
        mixed *= 0xD6E8FEB86659FD93L;
        hash = mixed ^ mixed >>> 29;
    }
}

package io.touchstream.model;

import java.util.List;

/**
 * One state of the whole system.
 *
 * @param ledger the ledger's rows by source item; none is ever written where the guard is provenance alone
 * @param redriven whether every entry of the quarantine was redriven since the application's last write
 */
record State(
        Stage stage,
        Store source,
        Store target,
        List<LedgerRow> ledger,
        Jobs jobs,
        Network network,
        Budget budget,
        boolean redriven) {
    Store store(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    State with(Side side, Store now) {
        return side == Side.SOURCE
                ? new State(stage, now, target, ledger, jobs, network, budget, redriven)
                : new State(stage, source, now, ledger, jobs, network, budget, redriven);
    }

    State write(Side side, int slot, Cell cell) {
        return with(side, store(side).write(slot, cell));
    }

    State in(Stage now) {
        return new State(now, source, target, ledger, jobs, network, budget, redriven);
    }

    State with(int slot, LedgerRow row) {
        return new State(stage, source, target, Lists.with(ledger, slot, row), jobs, network, budget, redriven);
    }

    State with(Jobs now) {
        return new State(stage, source, target, ledger, now, network, budget, redriven);
    }

    State with(Network now) {
        return new State(stage, source, target, ledger, jobs, now, budget, redriven);
    }

    State spend(Resource resource) {
        return new State(stage, source, target, ledger, jobs, network, budget.spend(resource), redriven);
    }

    State redriven(boolean now) {
        return new State(stage, source, target, ledger, jobs, network, budget, now);
    }
}

package io.touchstream.model;

import io.touchstream.model.Action.Kind;
import io.touchstream.model.Scenario.CutOver;
import java.util.List;

/** Sync in one direction: Lambda's event source mapping with {@code sync.SyncPipeline} behind it. */
final class Sync implements Actor {
    private final Side from;
    private final Scenario scenario;
    private final Defect defect;
    private final Fold fold;
    private final Writer writer;
    private final Settling settling;

    Sync(Side from, Scenario scenario, Defect defect) {
        this.from = from;
        this.scenario = scenario;
        this.defect = defect;
        this.fold = new Fold(scenario, defect);
        this.writer = new Writer(scenario, defect);
        this.settling = new Settling(defect);
    }

    @Override
    public void act(State state, Steps steps) {
        if (!isOn(state.stage())) {
            return;
        }
        List<Lane> lanes = state.store(from).lanes();
        for (int index = 0; index < lanes.size(); index++) {
            Lane lane = lanes.get(index);
            Invocation invocation = lane.invocation();
            if (invocation == null) {
                deliver(state, index, lane, steps);
            } else {
                work(state, index, invocation, steps);
                end(state, index, lane, invocation, steps);
            }
            replay(state, lane, steps);
        }
    }

    private boolean isOn(Stage stage) {
        if (from == Side.SOURCE) {
            boolean stays = stage == Stage.SWITCHED && defect == Defect.SWITCH_BEFORE_DRAINED;
            return stage == Stage.SYNCING || stage == Stage.FENCED || stays;
        }
        boolean gradual = stage == Stage.SYNCING && scenario.cutOver() == CutOver.GRADUAL;
        return scenario.has(Trait.REVERSE) && (gradual || stage == Stage.SWITCHED);
    }

    private void deliver(State state, int index, Lane lane, Steps steps) {
        int most = Math.min(scenario.batch(), lane.pending().size());
        for (int records = 1; records <= most; records++) {
            Invocation invocation = fold.fold(
                    from, lane.pending().subList(0, records), state.store(from).entries());
            steps.add(action(Kind.DELIVER, index, records), set(state, index, lane.with(invocation)));
        }
    }

    private void work(State state, int index, Invocation invocation, Steps steps) {
        for (int place = 0; place < invocation.works().size(); place++) {
            Work work = invocation.works().get(place);
            if (!work.isPending()) {
                continue;
            }
            Writer.Written written = writer.write(state, from, work);
            steps.add(
                    action(Kind.WRITE, index, work.slot()),
                    set(written.state(), index, invocation.with(place, written.work())),
                    written.fault());
            if (state.budget().has(Resource.FAILURE)) {
                Invocation failed = invocation.with(place, work.in(Work.State.UNFINISHED));
                steps.add(action(Kind.FAIL, index, work.slot()), set(state.spend(Resource.FAILURE), index, failed));
            }
            if (state.budget().has(Resource.LATE)) {
                Network busy = state.network().plus(writer.next(from, work));
                steps.add(
                        action(Kind.GIVE_UP, index, work.slot()),
                        state.spend(Resource.LATE).with(busy));
            }
        }
    }

    private void end(State state, int index, Lane lane, Invocation invocation, Steps steps) {
        if (invocation.isOver()) {
            int settled = settling.settledRecords(invocation);
            boolean keep = state.budget().has(Resource.REPLAY);
            State finished = settling.recordEntries(state, invocation);
            steps.add(
                    action(Kind.FINISH, index),
                    set(finished, index, lane.with(null).settle(settled, keep)));
        }
        if (state.budget().has(Resource.CRASH)) {
            int lost = defect == Defect.CHECKPOINT_BEFORE_SETTLED ? invocation.records() : 0;
            Lane crashed = lane.with(null).settle(lost, false);
            steps.add(action(Kind.CRASH, index), set(state.spend(Resource.CRASH), index, crashed));
        }
        if (state.budget().has(Resource.REPLAY) && state.network().stray() == null && !invocation.isOver()) {
            State stray = state.spend(Resource.REPLAY).with(state.network().with(invocation));
            steps.add(action(Kind.ABANDON, index), set(stray, index, lane.with(null)));
        }
    }

    private void replay(State state, Lane lane, Steps steps) {
        if (!state.budget().has(Resource.REPLAY) || state.network().stray() != null) {
            return;
        }
        for (StreamRecord record : lane.settled()) {
            Invocation alone =
                    fold.fold(from, List.of(record), state.store(from).entries());
            steps.add(
                    action(Kind.REPLAY, record.slot(), record.version()),
                    state.spend(Resource.REPLAY).with(state.network().with(alone)));
        }
    }

    private State set(State state, int index, Invocation invocation) {
        return set(state, index, state.store(from).lanes().get(index).with(invocation));
    }

    private State set(State state, int index, Lane lane) {
        return state.with(from, state.store(from).with(index, lane));
    }

    private Action action(Kind kind, int... numbers) {
        return Action.of(from == Side.SOURCE ? kind : kind.reversed(), numbers);
    }
}

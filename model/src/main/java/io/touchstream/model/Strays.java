package io.touchstream.model;

import io.touchstream.model.Action.Kind;

/** What goes on although nobody waits for it: late requests, and invocations that were given up or begun once more. */
final class Strays implements Actor {
    private final Writer writer;
    private final Settling settling;

    Strays(Scenario scenario, Defect defect) {
        this.writer = new Writer(scenario, defect);
        this.settling = new Settling(defect);
    }

    @Override
    public void act(State state, Steps steps) {
        Network network = state.network();
        for (int index = 0; index < network.late().size(); index++) {
            State landed = writer.land(state, network.late().get(index)).redriven(false);
            steps.add(Action.of(Kind.LAND), landed.with(network.landed(index)));
        }
        Invocation stray = network.stray();
        if (stray == null) {
            return;
        }
        for (int place = 0; place < stray.works().size(); place++) {
            Work work = stray.works().get(place);
            if (work.isPending()) {
                Writer.Written written = writer.write(state, stray.from(), work);
                State next = written.state().with(network.with(stray.with(place, written.work())));
                steps.add(Action.of(Kind.STRAY_WRITE, work.slot()), next, written.fault());
            }
        }
        if (stray.isOver()) {
            // What it left may keep another item from its key, or be an entry of an item that is right: redriven again.
            State ended = settling.recordEntries(state, stray).redriven(false);
            steps.add(Action.of(Kind.STRAY_END), ended.with(network.with(null)));
        }
    }
}

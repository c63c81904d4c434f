package io.touchstream.operator.procedure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Carries the wish to end, from Ctrl-C to whatever is under way. Safe to share between threads. */
public final class Stop {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean asked;

    /** Asks everything to end cleanly. */
    public void ask() {
        asked = true;
        listeners.forEach(Runnable::run);
    }

    /** Tells whether the end was asked for. */
    public boolean isAsked() {
        return asked;
    }

    /** Calls back when the end is asked for; at once where it was already. */
    public void onAsk(Runnable listener) {
        listeners.add(listener);
        if (asked) {
            listener.run();
        }
    }
}

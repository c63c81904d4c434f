package io.touchstream.model;

/** Tells when nothing is left to do, until somebody writes again. */
final class Rest {
    private Rest() {}

    static boolean isReached(State state) {
        boolean begun = state.stage() != Stage.BEFORE && state.stage() != Stage.STREAMING;
        return begun
                && (state.stage() == Stage.SWITCHED || state.source().isDrained())
                && state.target().isDrained()
                && state.jobs().areOver()
                && state.network().isQuiet();
    }
}

package io.touchstream.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is under way and nobody waits for.
 *
 * @param late requests whose clients gave up, and which land later
 * @param stray an invocation that nobody waits for; null for none
 */
record Network(List<Request> late, @Nullable Invocation stray) {
    static final Network QUIET = new Network(List.of(), null);

    boolean isQuiet() {
        return late.isEmpty() && stray == null;
    }

    Network plus(Request request) {
        return new Network(Lists.plus(late, request), stray);
    }

    Network landed(int index) {
        return new Network(Lists.without(late, index), stray);
    }

    Network with(@Nullable Invocation now) {
        return new Network(late, now);
    }
}

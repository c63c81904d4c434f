package io.touchstream.local.map;

import java.util.ArrayList;
import java.util.List;

/** Orders segments so that those worked on at the same time lie far apart. */
final class SpreadOrder {
    private SpreadOrder() {}

    /** Returns the same elements: one from each of as many stretches as there are workers, then the next of each. */
    static <I> List<I> of(List<I> inputs, int workers) {
        int stride = Math.max(1, (inputs.size() + workers - 1) / workers);
        List<I> spread = new ArrayList<>(inputs.size());
        for (int offset = 0; offset < stride; offset++) {
            for (int index = offset; index < inputs.size(); index += stride) {
                spread.add(inputs.get(index));
            }
        }
        return List.copyOf(spread);
    }
}

package io.touchstream.simulator;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says what the application does.
 *
 * @param keys how many source items there may be
 * @param references how many target keys they share
 * @param changes how many changes the application makes
 * @param deck the kinds of changes, each as often as it is drawn
 * @param apart whether each source item has target keys of its own, so that none collide
 */
record Traffic(int keys, int references, int changes, List<Change> deck, boolean apart) {
    private static final int MOST_CHANGES = 90;
    private static final List<Change> EVERYTHING = Stream.of(
                    times(4, Change.PUT),
                    times(2, Change.UPDATE),
                    times(3, Change.MOVE),
                    times(2, Change.DELETE),
                    times(1, Change.SWAP),
                    times(1, Change.EXPIRE),
                    times(1, Change.WRITE_TARGET))
            .flatMap(List::stream)
            .toList();

    Traffic {
        deck = List.copyOf(deck);
    }

    /** Lets items share their target keys. */
    Traffic(int keys, int references, int changes, List<Change> deck) {
        this(keys, references, changes, deck, false);
    }

    /** Draws a target key for an item. */
    int reference(Choices choices, int key) {
        int drawn = choices.next(references);
        return apart ? key + keys * drawn : drawn;
    }

    /** Tells whether an item that is in a target table stays there, under one key or another. */
    boolean keepsItems() {
        return apart && deck.stream().allMatch(change -> change == Change.UPDATE || change == Change.MOVE);
    }

    /** One change that an application makes. */
    enum Change {
        PUT,
        UPDATE,
        MOVE,
        DELETE,
        SWAP,
        EXPIRE,
        WRITE_TARGET
    }

    static Traffic draw(Choices choices) {
        return new Traffic(3 + choices.next(4), 2 + choices.next(5), choices.next(MOST_CHANGES), EVERYTHING);
    }

    static List<Change> times(int times, Change change) {
        return Collections.nCopies(times, change);
    }
}

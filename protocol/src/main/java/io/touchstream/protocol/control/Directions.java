package io.touchstream.protocol.control;

/** Names the directions in which changes are synchronised. */
public enum Directions {
    /** Nothing is applied anywhere. */
    NONE(false, false),
    /** Changes of the source are applied to the target. */
    FORWARD(true, false),
    /** Changes of the target are applied to the source. */
    REVERSE(false, true),
    /** Both, while the application moves writer by writer. */
    BOTH(true, true);

    private final boolean forward;
    private final boolean reverse;

    Directions(boolean forward, boolean reverse) {
        this.forward = forward;
        this.reverse = reverse;
    }

    /** Tells whether changes of the source are applied to the target. */
    public boolean forward() {
        return forward;
    }

    /** Tells whether changes of the target are applied to the source. */
    public boolean reverse() {
        return reverse;
    }
}

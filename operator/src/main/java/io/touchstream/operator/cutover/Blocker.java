package io.touchstream.operator.cutover;

/**
 * Says what stands in the way.
 *
 * @param what in one line
 * @param next what to do about it
 */
public record Blocker(String what, String next) {
    @Override
    public String toString() {
        return what + ": " + next;
    }
}

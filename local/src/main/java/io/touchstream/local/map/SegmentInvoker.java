package io.touchstream.local.map;

/** Does one invocation's worth of work on one segment. */
@FunctionalInterface
public interface SegmentInvoker<I> {
    /**
     * Returns whether the segment is done; if not, it is invoked again.
     *
     * @throws Exception when the invocation failed; it is tried again
     */
    boolean invoke(I input) throws Exception;
}

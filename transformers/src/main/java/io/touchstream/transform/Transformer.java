package io.touchstream.transform;

import java.util.List;

/**
 * Turns one source item into the target items that stand for it.
 *
 * <p>The contract, on which the protocol's correctness rests:
 *
 * <ul>
 *   <li><b>Pure.</b> The result depends on the argument alone: no clock, no randomness, no look-up, no state. The
 *       transformation is applied to old images as well, in order to know what an earlier change wrote.
 *   <li><b>Whole.</b> Each write carries the full image of its item. An empty list drops the item.
 *   <li><b>Own keys.</b> No two writes of one result may have the same table and key, and no two source items should
 *       share a target key: the second is reported as a collision, never written.
 *   <li><b>Safe to share.</b> One instance is called from several threads.
 * </ul>
 *
 * <p>An item that cannot be transformed is answered with an exception; it is then quarantined and the rest goes on.
 * Exceptions carry no item values, since their messages are kept and shown. An implementation named in a migration's
 * definition is public and has a public constructor without parameters.
 */
@FunctionalInterface
public interface Transformer {
    /** Returns what the target tables are to hold for this source item, perhaps nothing. */
    List<TargetWrite> transform(SourceItem source);
}

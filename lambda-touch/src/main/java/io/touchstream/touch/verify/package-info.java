/**
 * Verify: proves in both directions that the targets hold what the sources' transformation yields, and nothing else that
 * came from them.
 *
 * <p>Forward, every source item's transformation is compared with the targets; in reverse, every target item with
 * provenance is traced to its source item. What differs is suspected, and counts only once neither side has changed for
 * longer than replication takes. Nothing here writes to a source or a target, except the repair that the operator asks
 * for.
 */
@NullMarked
package io.touchstream.touch.verify;

import org.jspecify.annotations.NullMarked;

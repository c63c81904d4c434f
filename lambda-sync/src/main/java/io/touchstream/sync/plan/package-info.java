/** Folds a batch's records by source item, and works out what the target is to hold. */
@NullMarked
package io.touchstream.sync.plan;

import org.jspecify.annotations.NullMarked;

/** Applies the planned writes, in rounds, until each is settled or time is up. */
@NullMarked
package io.touchstream.sync.write;

import org.jspecify.annotations.NullMarked;

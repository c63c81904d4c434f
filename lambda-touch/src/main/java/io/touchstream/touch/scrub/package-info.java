/** Scrub: once a migration is over, its provenance is removed from the target. Knows nothing of sources. */
@NullMarked
package io.touchstream.touch.scrub;

import org.jspecify.annotations.NullMarked;

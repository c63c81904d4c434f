/** Untouch and scrub: what a migration has put into items is taken out of them again, the marker or the provenance. */
@NullMarked
package io.touchstream.touch.removal;

import org.jspecify.annotations.NullMarked;

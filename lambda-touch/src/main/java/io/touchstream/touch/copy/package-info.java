/** The copy lane: for sources that must not be written, and items too large for the marker. */
@NullMarked
package io.touchstream.touch.copy;

import org.jspecify.annotations.NullMarked;

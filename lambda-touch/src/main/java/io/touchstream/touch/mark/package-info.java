/** The touch lane: writes the marker on source items, or removes it, and never creates an item. */
@NullMarked
package io.touchstream.touch.mark;

import org.jspecify.annotations.NullMarked;

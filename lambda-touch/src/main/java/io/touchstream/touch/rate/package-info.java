/** Keeps the writes of segment jobs within the capacity that they may consume. */
@NullMarked
package io.touchstream.touch.rate;

import org.jspecify.annotations.NullMarked;

/**
 * What must hold before anything is touched: a stream with both images on each source, and a change seen from end to end.
 * Used by the command line in its own process, and by two functions of a deployed migration.
 */
@NullMarked
package io.touchstream.touch.prepare;

import org.jspecify.annotations.NullMarked;

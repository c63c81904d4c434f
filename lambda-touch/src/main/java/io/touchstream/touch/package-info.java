/**
 * One segment's worth of work per invocation: touch, copy, untouch and verify, page by page from a cursor.
 *
 * <p>Knows nothing of stream events, of what starts an invocation, or of the command line.
 */
@NullMarked
package io.touchstream.touch;

import org.jspecify.annotations.NullMarked;

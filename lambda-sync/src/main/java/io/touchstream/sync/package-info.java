/**
 * The stream's consumer, along the data's path: {@code decode} a stream record, {@code plan} the writes that the
 * transformation asks for, {@code write} them guarded, {@code report} what became of them.
 *
 * <p>Knows nothing of segments, of what delivers the events, or of the command line.
 */
@NullMarked
package io.touchstream.sync;

import org.jspecify.annotations.NullMarked;

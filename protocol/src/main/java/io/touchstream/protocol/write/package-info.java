/**
 * Guarded writes to the target: every put and delete carries the condition that makes duplicates, replays and late
 * requests harmless, and every refusal is told apart by what was found.
 */
@NullMarked
package io.touchstream.protocol.write;

import org.jspecify.annotations.NullMarked;

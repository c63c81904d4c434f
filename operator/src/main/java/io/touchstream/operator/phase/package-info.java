/**
 * What every command that changes something goes through: the lock that it holds, the phase that it needs and leaves, and
 * the history in which it is written down. Knows no command, and changes no item.
 */
@NullMarked
package io.touchstream.operator.phase;

import org.jspecify.annotations.NullMarked;

/** What the stack of a migration and the command line agree on: its name, and the names of its outputs. Calls no service. */
@NullMarked
package io.touchstream.protocol.stack;

import org.jspecify.annotations.NullMarked;

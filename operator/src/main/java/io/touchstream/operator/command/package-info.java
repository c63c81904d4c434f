/** One class for each command: reads options, calls a procedure, prints the outcome. */
@NullMarked
package io.touchstream.operator.command;

import org.jspecify.annotations.NullMarked;

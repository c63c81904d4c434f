/**
 * Executes the state machine's definition where there is no Step Functions: in the tests of the stack and of the command
 * line, from the very JSON that is deployed.
 */
@NullMarked
package io.touchstream.machine.interpreter;

import org.jspecify.annotations.NullMarked;

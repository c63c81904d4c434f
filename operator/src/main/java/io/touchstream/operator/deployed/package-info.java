/** A migration that is deployed as a stack: found by the stack's outputs, run by its state machine, read by its metrics. */
@NullMarked
package io.touchstream.operator.deployed;

import org.jspecify.annotations.NullMarked;

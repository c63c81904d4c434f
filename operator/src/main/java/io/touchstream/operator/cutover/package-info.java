/**
 * Steps 4 and 5 and the ways back from them: what must hold before, the fence, the drain, the proof, the switch. Every effect
 * is written down before it is made, so that a process which dies anywhere is gone on with, or taken back. Reads no options
 * and prints no answers.
 */
@NullMarked
package io.touchstream.operator.cutover;

import org.jspecify.annotations.NullMarked;

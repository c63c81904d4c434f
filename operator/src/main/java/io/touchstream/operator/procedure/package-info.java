/** The steps of a migration as one process runs them: set-up, sync, canary, touch, verify, redrive. */
@NullMarked
package io.touchstream.operator.procedure;

import org.jspecify.annotations.NullMarked;

/** The ends of a migration: given up, or completed; and what is cleared away afterwards. */
@NullMarked
package io.touchstream.operator.finish;

import org.jspecify.annotations.NullMarked;

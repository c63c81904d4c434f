/**
 * What undoes the declarative rules: the verdict on each of them, and the inverse derived from them.
 *
 * <p>Pure, like the rules themselves. Whatever is derived is checked by applying the rules to it.
 */
@NullMarked
package io.touchstream.rules.inverse;

import org.jspecify.annotations.NullMarked;

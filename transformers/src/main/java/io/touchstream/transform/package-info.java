/**
 * The transformation {@code f}: one source item in, zero or more target writes out.
 *
 * <p>Everything here is pure. Nothing may read a clock, draw a random number, or call a service: {@code f} is applied
 * again to old images, on retries, and by verify, and must say the same each time.
 */
@NullMarked
package io.touchstream.transform;

import org.jspecify.annotations.NullMarked;

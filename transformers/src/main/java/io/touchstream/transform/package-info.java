/**
 * The contract between a migration and its transformer: one source item in, zero or more target writes out.
 *
 * <p>Everything here is pure. Nothing may read a clock, draw a random number, or call a service: a transformer is
 * applied again to old images, on retries, and by verify, and must say the same each time. Nothing here knows of
 * definitions or rules.
 */
@NullMarked
package io.touchstream.transform;

import org.jspecify.annotations.NullMarked;

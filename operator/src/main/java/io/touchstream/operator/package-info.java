/** The command line's entry, its exit statuses, and how failures become one clear line. */
@NullMarked
package io.touchstream.operator;

import org.jspecify.annotations.NullMarked;

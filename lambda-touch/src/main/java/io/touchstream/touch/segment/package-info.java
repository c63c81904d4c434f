/** What every segment job shares: the request, its pages and their outcome, and reading a table by segments. */
@NullMarked
package io.touchstream.touch.segment;

import org.jspecify.annotations.NullMarked;

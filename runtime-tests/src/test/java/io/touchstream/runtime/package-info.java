/**
 * The packaged functions under Lambda's own runtime interface client: faults of packaging and serialisation show here and
 * nowhere else.
 */
@NullMarked
package io.touchstream.runtime;

import org.jspecify.annotations.NullMarked;

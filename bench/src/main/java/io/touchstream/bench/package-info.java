/** Benchmarks of the hot paths, each paired with a bare loop of the same requests at the same concurrency. */
@NullMarked
package io.touchstream.bench;

import org.jspecify.annotations.NullMarked;

/** Tells what became of a batch: to the event source mapping, to CloudWatch, and to the control table. */
@NullMarked
package io.touchstream.sync.report;

import org.jspecify.annotations.NullMarked;

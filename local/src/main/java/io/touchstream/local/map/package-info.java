/**
 * The stand-in for the Step Functions distributed map: runs the segments of a job side by side in this process. It knows
 * nothing of what a segment is.
 */
@NullMarked
package io.touchstream.local.map;

import org.jspecify.annotations.NullMarked;

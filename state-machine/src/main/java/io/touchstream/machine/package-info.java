/**
 * The state machine that runs a job over all segments of a migration's tables: its definition, as it is deployed.
 *
 * <p>Calls no service and knows no table but by its name.
 */
@NullMarked
package io.touchstream.machine;

import org.jspecify.annotations.NullMarked;

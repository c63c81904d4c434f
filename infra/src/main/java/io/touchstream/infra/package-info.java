/**
 * The CDK app: one stack per migration, built from the very definition that the functions read.
 *
 * <p>Knows the functions by their jars, handlers and environment only, never by their classes.
 */
@NullMarked
package io.touchstream.infra;

import org.jspecify.annotations.NullMarked;

/**
 * What both Lambda functions must agree on: versions, provenance, run tokens.
 *
 * <p>Nothing here knows of stream events, segments or the command line.
 */
@NullMarked
package io.touchstream.protocol;

import org.jspecify.annotations.NullMarked;

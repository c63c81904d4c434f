/**
 * What reverse sync, its verify and its redrive share: which source item stands for a target item, and what the source is to
 * hold for it. Nothing here knows of stream records or of the command line.
 */
@NullMarked
package io.touchstream.protocol.reverse;

import org.jspecify.annotations.NullMarked;

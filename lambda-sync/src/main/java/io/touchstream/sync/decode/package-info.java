/** Reads Lambda's stream events into changes of source items, without loss. The event library's types end here. */
@NullMarked
package io.touchstream.sync.decode;

import org.jspecify.annotations.NullMarked;

/** What people and programs read: JSON documents and the progress line. */
@NullMarked
package io.touchstream.operator.output;

import org.jspecify.annotations.NullMarked;

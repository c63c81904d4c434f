/** What both functions count, in the form in which CloudWatch takes it out of their logs. Calls no service. */
@NullMarked
package io.touchstream.protocol.metrics;

import org.jspecify.annotations.NullMarked;

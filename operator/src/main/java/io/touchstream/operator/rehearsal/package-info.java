/** The whole procedure on an embedded DynamoDB, under live traffic, judged by the application's own journal. */
@NullMarked
package io.touchstream.operator.rehearsal;

import org.jspecify.annotations.NullMarked;

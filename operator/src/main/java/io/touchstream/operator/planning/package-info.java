/**
 * The dry run: what a migration would do with the items that are there, whether the tables are fit for it, and what it would
 * take. Reads only; nothing here may send a request that writes.
 */
@NullMarked
package io.touchstream.operator.planning;

import org.jspecify.annotations.NullMarked;

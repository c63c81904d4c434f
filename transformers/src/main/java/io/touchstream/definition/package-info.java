/**
 * A migration's definition: what {@code migration.yaml} says, checked, with the file and line of every mistake.
 *
 * <p>Files are read as data and never evaluated as code.
 */
@NullMarked
package io.touchstream.definition;

import org.jspecify.annotations.NullMarked;

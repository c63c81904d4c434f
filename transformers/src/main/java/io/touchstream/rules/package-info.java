/**
 * The declarative rules of a definition: conditions, templates, functions, and what a rule does to an item.
 *
 * <p>Pure, like all of the transformation; knows nothing of files, lines or YAML.
 */
@NullMarked
package io.touchstream.rules;

import org.jspecify.annotations.NullMarked;

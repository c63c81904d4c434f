/**
 * Migrations in place: each item of a table becomes what the rules yield, by a conditional update of exactly the attributes that
 * change, and back again by the rules' inverse. Nothing is created, nothing is deleted, no key changes.
 */
@NullMarked
package io.touchstream.touch.inplace;

import org.jspecify.annotations.NullMarked;

/**
 * The protocol as a finite model, and an explorer that visits every state which it can reach.
 *
 * <p>Nothing of the migration itself may be used here: the model states again, in its own words, what the code is to do.
 * {@code docs/model.md} maps each step to the code that it stands for.
 */
@NullMarked
package io.touchstream.model;

import org.jspecify.annotations.NullMarked;

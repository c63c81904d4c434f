/**
 * The transformation {@code f} as sync and verify apply it: a definition's transformer, and the checks of what it
 * answers.
 *
 * <p>Pure, like the transformers that it calls. It stands above the definition; what transformers themselves need
 * is in {@code io.touchstream.transform}, which knows of no definition.
 */
@NullMarked
package io.touchstream.transformation;

import org.jspecify.annotations.NullMarked;

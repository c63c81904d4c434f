/**
 * Items, their keys and their equality, on the SDK's own {@code AttributeValue}, so that nothing is lost on the way: no
 * number is turned into a double, no set into a list, no binary into text.
 *
 * <p>Nothing here knows of tables, requests or migrations.
 */
@NullMarked
package io.touchstream.item;

import org.jspecify.annotations.NullMarked;

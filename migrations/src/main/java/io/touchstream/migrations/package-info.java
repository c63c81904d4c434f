/** Java transformers of the worked migrations, named by their {@code migration.yaml}. Put your own beside them. */
@NullMarked
package io.touchstream.migrations;

import org.jspecify.annotations.NullMarked;

package io.touchstream.operator.rehearsal;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says how to rehearse.
 *
 * @param folder the migration's folder, with sample items
 * @param files the user's own items by source table; empty for the samples
 * @param sourceKey the source key's attribute names, where the definition does not state them; null for the usual ones
 * @param items how many items the samples are multiplied to, over all source tables
 * @param seed makes the traffic repeatable
 * @param cutover whether to go on through steps 4 and 5, once the migration is proven
 */
public record RehearsalOptions(
        Path folder, Map<String, Path> files, @Nullable List<String> sourceKey, int items, long seed, boolean cutover) {
    public RehearsalOptions {
        files = Map.copyOf(files);
    }
}

package io.touchstream.infra;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.machine.SegmentFunction;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.services.lambda.Function;

/**
 * Names what is watched.
 *
 * @param definition the migration
 * @param consumers what carries changes, the forward direction first
 * @param segments the segment functions' names
 * @param machine the state machine's ARN
 */
record Watched(
        MigrationDefinition definition,
        List<Consumer> consumers,
        Map<SegmentFunction, String> segments,
        String machine) {

    /**
     * Names a function that carries changes.
     *
     * @param function its name
     * @param mappings the mapping's id of each table whose stream it reads
     */
    record Consumer(Direction direction, String function, Map<String, String> mappings) {
        private static Consumer of(Sync sync) {
            Map<String, String> ids = new LinkedHashMap<>();
            sync.mappings().forEach((table, mapping) -> ids.put(table, mapping.getRef()));
            return new Consumer(sync.direction(), sync.function().getFunctionName(), Collections.unmodifiableMap(ids));
        }
    }

    static Watched of(
            MigrationDefinition definition, List<Sync> syncs, Map<SegmentFunction, Function> segments, String machine) {
        Map<SegmentFunction, String> names = new LinkedHashMap<>();
        segments.forEach((job, function) -> names.put(job, function.getFunctionName()));
        return new Watched(definition, syncs.stream().map(Consumer::of).toList(), names, machine);
    }

    List<String> sources() {
        return List.copyOf(definition.source().tables().keySet());
    }

    /** Returns the tables that the application leaves, step by step: none in place. */
    List<String> left() {
        return sources().stream().filter(table -> !targets().contains(table)).toList();
    }

    /** Returns all tables, each once. */
    List<String> tables() {
        return Stream.concat(sources().stream(), targets().stream()).distinct().toList();
    }

    List<String> targets() {
        return List.copyOf(definition.target().tables().keySet());
    }
}

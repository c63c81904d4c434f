package io.touchstream.infra;

import io.touchstream.machine.SegmentFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.services.lambda.Function;

/**
 * Names the roles of the stack's own that write the tables, for a fence to let through.
 *
 * @param source the roles' ARNs that write source tables
 * @param target the roles' ARNs that write target tables
 */
record Writers(List<String> source, List<String> target) {
    Writers {
        source = List.copyOf(source);
        target = List.copyOf(target);
    }

    /**
     * Names them.
     *
     * @param canaries touch a source item
     */
    static Writers of(List<Sync> syncs, Map<SegmentFunction, Function> segments, List<Function> canaries) {
        List<Function> source = new ArrayList<>();
        List<Function> target = new ArrayList<>();
        segments.forEach((job, function) -> {
            switch (job) {
                case TOUCH -> {
                    source.add(function);
                    if (!syncs.isEmpty()) {
                        // An item without room for the marker is copied.
                        target.add(function);
                    }
                }
                case UNTOUCH -> source.add(function);
                case COPY -> target.add(function);
                case VERIFY -> {}
            }
        });
        source.addAll(canaries);
        for (Sync sync : syncs) {
            (sync.direction() == Direction.FORWARD ? target : source).add(sync.function());
        }
        return new Writers(roles(source), roles(target));
    }

    private static List<String> roles(List<Function> functions) {
        return functions.stream()
                .map(function -> Objects.requireNonNull(function.getRole(), "every function has a role")
                        .getRoleArn())
                .toList();
    }
}

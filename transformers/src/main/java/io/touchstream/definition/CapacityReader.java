package io.touchstream.definition;

import io.touchstream.definition.Capacity.OnDemand;
import io.touchstream.definition.Capacity.Provisioned;
import io.touchstream.definition.Capacity.Scaling;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads how a target table is paid for, and what it can take from the start. */
final class CapacityReader {
    private static final String MODE = "onDemand or provisioned";
    private static final int LEAST_UTILIZATION = 20;
    private static final int MOST_UTILIZATION = 90;

    private CapacityReader() {}

    static Capacity capacity(@Nullable Field field) {
        if (field == null) {
            return new OnDemand();
        }
        Map<String, Field> fields = field.map("a map with mode", List.of("mode", "read", "write"));
        String mode = field.required(fields, "mode").text(MODE, List.of("onDemand", "provisioned")::contains);
        if (mode.equals("provisioned")) {
            return new Provisioned(scaling(field.required(fields, "read")), scaling(field.required(fields, "write")));
        }
        for (String key : List.of("read", "write")) {
            Field bounds = fields.get(key);
            if (bounds != null) {
                throw bounds.error("an on-demand table has no bounds; they go with mode: provisioned");
            }
        }
        return new OnDemand();
    }

    static @Nullable WarmThroughput warmThroughput(@Nullable Field field, Capacity capacity) {
        if (field == null) {
            return null;
        }
        Map<String, Field> fields = field.map(
                "a map with readUnitsPerSecond and writeUnitsPerSecond",
                List.of("readUnitsPerSecond", "writeUnitsPerSecond"));
        boolean onDemand = capacity instanceof OnDemand;
        return new WarmThroughput(
                units(field.required(fields, "readUnitsPerSecond"), onDemand ? WarmThroughput.DEFAULT_READS : 1),
                units(field.required(fields, "writeUnitsPerSecond"), onDemand ? WarmThroughput.DEFAULT_WRITES : 1));
    }

    private static Scaling scaling(Field field) {
        Map<String, Field> fields =
                field.map("a map with minimum and maximum", List.of("minimum", "maximum", "targetUtilization"));
        int minimum = units(field.required(fields, "minimum"), 1);
        int maximum = units(field.required(fields, "maximum"), minimum);
        Field utilization = fields.get("targetUtilization");
        return new Scaling(
                minimum,
                maximum,
                utilization == null
                        ? Scaling.DEFAULT_UTILIZATION
                        : utilization.integer(
                                "a whole number of percent from " + LEAST_UTILIZATION + " to " + MOST_UTILIZATION,
                                LEAST_UTILIZATION,
                                MOST_UTILIZATION));
    }

    private static int units(Field field, int least) {
        return field.integer("a whole number of " + least + " or more", least, Integer.MAX_VALUE);
    }
}

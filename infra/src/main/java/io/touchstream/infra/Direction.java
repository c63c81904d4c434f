package io.touchstream.infra;

import java.util.Map;

/** Names the two ways in which changes are carried, each by a function of its own. */
enum Direction {
    /** From the source's stream to the target, from the deployment on. */
    FORWARD("Sync", "", "applying changes to the target", true),
    /** From the target's stream back to the source: switched on by the cut-over, when the application writes the target. */
    REVERSE("ReverseSync", "Reverse", "carrying changes back to the source", false);

    private final String id;
    private final String prefix;
    private final String description;
    private final boolean enabled;

    Direction(String id, String prefix, String description, boolean enabled) {
        this.id = id;
        this.prefix = prefix;
        this.description = description;
        this.enabled = enabled;
    }

    /** Returns the function's name within the stack. */
    String id() {
        return id;
    }

    /** Returns what tells the names of its mappings and alarms from those of the other direction. */
    String prefix() {
        return prefix;
    }

    /** Returns what the function does. */
    String description() {
        return description;
    }

    /** Returns the variables that tell the function its direction. */
    Map<String, String> environment() {
        return switch (this) {
            case FORWARD -> Map.of();
            case REVERSE -> Map.of("TOUCHSTREAM_DIRECTION", "reverse");
        };
    }

    /** Returns what the function calls the migration in its own metrics. */
    String metricsName(String migration) {
        return switch (this) {
            case FORWARD -> migration;
            case REVERSE -> migration + "-reverse";
        };
    }

    /** Tells whether the mappings are enabled from the deployment on. */
    boolean isEnabled() {
        return enabled;
    }
}

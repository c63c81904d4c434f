package io.touchstream.operator.command;

import io.touchstream.operator.deployed.Execution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says how the execution that carries a job out stood when it was seen last. */
final class FollowedAnswer {
    private FollowedAnswer() {}

    static Map<String, Object> document(Execution execution) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", execution.name());
        document.put("status", execution.status().name());
        return document;
    }

    /**
     * Returns what there is to say of an execution that has not done all.
     *
     * @param command the command that goes on with it
     */
    static List<String> lines(String command, Execution execution) {
        return switch (execution.status()) {
            case RUNNING ->
                List.of("execution " + execution.name() + " goes on in the stack: " + command
                        + " follows it, pause lets it wait, pause --stop ends it");
            case ABORTED -> List.of("execution " + execution.name() + " was stopped: " + command + " again to go on");
            case SUCCEEDED, FAILED, TIMED_OUT -> List.of();
        };
    }

    /** Tells whether an execution is left as it was to be: under way, and not to be followed. */
    static boolean isAsWished(StackOptions options, @Nullable Execution execution) {
        return options.detach() && execution != null && execution.isRunning();
    }
}

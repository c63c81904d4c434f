package io.touchstream.operator.cutover;

import io.touchstream.operator.UsageException;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.protocol.control.Tombstones.Announcement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Looks for the interceptors in the clients of the application, without which what it writes to the target does not survive
 * changes of the source that arrive later. They announce themselves as long as requests are made through them.
 */
public final class Interceptors {
    private static final Duration LATELY = Duration.ofMinutes(15);

    /** How the application's items are told from those of sync where it has no interceptor. */
    static final String BY_HAND = "remove _touchstream from what it has written there";

    private Interceptors() {}

    /**
     * Makes sure that nothing of the application's is lost where items are sent from source to target once more while its writers move
     * one by one.
     *
     * @param command what would send them
     * @throws UsageException when it could be
     */
    public static void requireFor(Workspace workspace, String command) {
        PhaseState state = workspace.phases().state();
        if (GradualMove.isWithoutInterceptors(state)) {
            throw new UsageException("the writers began to move without interceptors: " + command
                    + " would overwrite what they have updated in the target, and bring back what they have deleted there;"
                    + " delete that in the source as well, " + BY_HAND + ", then cutover writes --finish");
        }
        if (GradualMove.isUnderWay(state)) {
            lacking(workspace).ifPresent(lacking -> {
                throw new UsageException(lacking.what() + ": " + command + " again once one is heard of");
            });
        }
    }

    /** Returns the applications that were heard of lately, each with the number of its instances. */
    static List<String> heardOf(Workspace workspace) {
        Map<String, Long> instances = announced(workspace).stream()
                .collect(Collectors.groupingBy(
                        announcement -> announcement.name().replaceFirst("/[^/]*$", ""),
                        TreeMap::new,
                        Collectors.counting()));
        return instances.entrySet().stream()
                .map(application -> application.getKey() + " (" + application.getValue() + ")")
                .toList();
    }

    /** Returns what would be lost, where of a target no application was heard of, and what to do about it. */
    public static Optional<Blocker> lacking(Workspace workspace) {
        Set<String> uncovered =
                new TreeSet<>(workspace.definition().target().tables().keySet());
        announced(workspace).forEach(announcement -> uncovered.removeAll(announcement.targets()));
        if (uncovered.isEmpty()) {
            return Optional.empty();
        }
        String targets = String.join(", ", uncovered);
        return Optional.of(new Blocker(
                "no application's interceptor was heard of for " + targets + " in the last " + LATELY.toMinutes()
                        + " min: without it, what the application updates there is overwritten, and what it deletes there"
                        + " comes back, where a change of the source arrives afterwards",
                "put OwnershipInterceptor (module client) into the application's DynamoDB client, with every target, and"
                        + " let it make a request, then cutover writes --gradual again; or accept that loss with"
                        + " --accept-risk "
                        + String.join(
                                ", ", workspace.definition().target().tables().keySet())));
    }

    private static List<Announcement> announced(Workspace workspace) {
        return workspace.tombstones().announced(Instant.now(), LATELY);
    }
}

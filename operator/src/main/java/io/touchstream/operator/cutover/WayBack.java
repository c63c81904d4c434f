package io.touchstream.operator.cutover;

import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.reverse.SourceKeys;
import io.touchstream.transform.Invertibility;
import io.touchstream.transformation.InverseTransformation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says whether what the application writes to the target can flow back to the source, and how far.
 *
 * @param obstacle why it cannot, and what to do about that before the writers move; null where it can
 * @param limits what is carried back for some items only, a line for each rule
 */
public record WayBack(@Nullable Blocker obstacle, List<String> limits) {
    public WayBack {
        limits = List.copyOf(limits);
    }

    /**
     * Finds out. Reads the keys of the source tables.
     *
     * @param deployment the stack that synchronises; nothing where a process on a machine does
     * @throws io.touchstream.definition.DefinitionException when the definition names a class that cannot be used
     */
    public static WayBack of(Workspace workspace, Optional<Deployment> deployment) {
        InverseTransformation inverse = InverseTransformation.load(
                workspace.definition(), SourceKeys.of(workspace.client(), workspace.definition()));
        if (!inverse.isPossible()) {
            return new WayBack(
                    new Blocker(
                            "the transformation has no inverse",
                            "name a class that undoes it at transform.inverse.java in a migration of its own, or go on"
                                    + " without a way back"),
                    List.of());
        }
        if (deployment.isPresent() && deployment.get().stack().reverseMappings().isEmpty()) {
            return new WayBack(
                    new Blocker(
                            "stack " + deployment.get().stack().name() + " has no mapping of the targets' streams",
                            "deploy it again, with this version"),
                    List.of());
        }
        List<String> limits = inverse.verdicts().stream()
                .filter(verdict -> !verdict.coversNewItems())
                .map(Invertibility::line)
                .toList();
        return new WayBack(null, limits);
    }

    /** Tells whether there is one, if only for some items. */
    public boolean isOpen() {
        return obstacle == null;
    }

    /** Returns what people are to know before the writers move, line by line. */
    public List<String> notes() {
        if (obstacle != null) {
            return List.of("once the application writes the target, no command leads back: " + obstacle);
        }
        List<String> notes = new ArrayList<>();
        notes.add(
                "what the application writes to the target will flow back to the source, so that rollback leads back");
        limits.forEach(limit -> notes.add("the way back is limited: " + limit));
        return notes;
    }

    /** Returns in which directions sync is to run while the writers move one by one. */
    Directions meanwhile() {
        return isOpen() ? Directions.BOTH : Directions.FORWARD;
    }

    /** Returns in which directions sync is to run once the application writes the target. */
    Directions afterwards() {
        return isOpen() ? Directions.REVERSE : Directions.NONE;
    }
}

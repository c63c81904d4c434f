package io.touchstream.operator.cutover;

import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what moving the writers one by one would do, and what its end would, without doing any of it.
 *
 * @param wayBack whether what they write to the target flows back
 */
public record GradualPreview(Workspace workspace, CutoverSettings settings, WayBack wayBack) {
    /**
     * Says what the beginning would do.
     *
     * @param riskAccepted whether the operator accepts what is lost without interceptors
     */
    public Preview ofBeginning(boolean riskAccepted) {
        if (workspace.phases().state().phase() == Phase.WRITING_TARGET) {
            return going("let sync run as it does while the writers move one by one", "say that they go on moving");
        }
        List<Blocker> blockers = new ArrayList<>();
        if (!riskAccepted) {
            Interceptors.lacking(workspace).ifPresent(blockers::add);
        }
        SourceReaders.left(workspace, settings).ifPresent(blockers::add);
        Readiness readiness = readiness();
        blockers.addAll(readiness.lasting());
        readiness.reportedLag(settings.maxLag()).ifPresent(blockers::add);
        List<String> actions = new ArrayList<>();
        actions.add("send a change through each source's stream, which must arrive within "
                + settings.maxLag().toSeconds() + " s");
        List<String> heardOf = Interceptors.heardOf(workspace);
        actions.add("have sync heed the tombstones that the application's interceptors leave; heard of: "
                + (heardOf.isEmpty() ? "none" : String.join(", ", heardOf)));
        if (wayBack.isOpen()) {
            actions.add("let sync run back as well, from the target to the source");
        }
        actions.add("wait until every invocation is over that began before");
        actions.add("change the phase from " + Phase.READING_TARGET + " to " + Phase.WRITING_TARGET);
        actions.add(
                "say that the application may write the target, writer by writer; ended by cutover writes --finish");
        return new Preview(blockers, actions, wayBack.notes());
    }

    /** Says what the end would do. */
    public Preview ofEnd() {
        if (GradualMove.isOver(workspace.phases().state())) {
            return going(
                    wayBack.isOpen() ? "let sync run back, from the target to the source" : "see that sync is off",
                    "say that all writers have moved");
        }
        List<String> actions = new ArrayList<>();
        if (wayBack.isOpen()) {
            actions.add("pause sync from the target to the source; the application goes on writing the target");
        }
        actions.add("wait until nothing was written to the source for "
                + settings.window().toSeconds() + " s, at most "
                + settings.patience().toSeconds() + " s; else let sync run as before");
        actions.add("let everything that was written to the source arrive, and switch sync off");
        actions.add("compare the tables in both directions, where the application's own items and deletes count as"
                + " equal; where they differ, let sync run as before");
        if (wayBack.isOpen()) {
            actions.add("let sync run back, from the target to the source");
        }
        actions.add("say that all writers have moved");
        return new Preview(readiness().lasting(), actions, wayBack.notes());
    }

    private Preview going(String... actions) {
        return new Preview(List.of(), List.of(actions), wayBack.notes());
    }

    private Readiness readiness() {
        return new Readiness(workspace, new Stop());
    }
}

package io.touchstream.operator.cutover;

import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Services;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Says what a cut-over would do, without doing any of it.
 *
 * @param blockers what would stand in the way, as far as that shows without a change being sent through the stream
 * @param actions what would be done, in order
 * @param notes what is to be known before
 */
public record Preview(List<Blocker> blockers, List<String> actions, List<String> notes) {
    public Preview {
        blockers = List.copyOf(blockers);
        actions = List.copyOf(actions);
        notes = List.copyOf(notes);
    }

    /** Says what moving the readers would do. */
    public static Preview ofReads(
            Workspace workspace, Services services, CutoverSettings settings, Phase phase, boolean watch) {
        List<Blocker> blockers = new ArrayList<>();
        List<String> actions = new ArrayList<>();
        if (phase == Phase.VERIFIED) {
            blockers.addAll(blockers(workspace, settings.maxLag()));
            actions.add("send a change through each source's stream, which must arrive within "
                    + settings.maxLag().toSeconds() + " s");
            actions.add(
                    "change the phase from " + Phase.VERIFIED + " to " + Phase.READING_TARGET + "; undone by rollback");
        }
        if (watch && services.capacity().isPresent()) {
            actions.add("wait until nobody has read the source for "
                    + settings.window().toMinutes() + " min");
        }
        return new Preview(blockers, actions, List.of());
    }

    /** Says what letting the application go would do, once the writers have moved; or taking back that they move back. */
    public static Preview ofGo(PhaseState state, WayBack wayBack) {
        List<String> actions = new ArrayList<>();
        if (SecondCutover.isUnderWay(state)) {
            actions.add("take the rollback back that is under way, and the target's fence down");
        }
        if (wayBack.isOpen()) {
            actions.add("let sync run back, from the target to the source");
        }
        actions.add("say that the application may write the target");
        return new Preview(List.of(), actions, wayBack.notes());
    }

    /** Says what moving the writers would do. */
    public static Preview ofWrites(Workspace workspace, Services services, CutoverSettings settings, WayBack wayBack) {
        List<Blocker> blockers = new ArrayList<>(blockers(workspace, settings.maxLag()));
        List<String> actions = new ArrayList<>();
        actions.add("send a change through each source's stream, which must arrive within "
                + settings.maxLag().toSeconds() + " s");
        SourceReaders.left(workspace, settings).ifPresent(blockers::add);
        fence(workspace.definition().source().tables().keySet(), services, settings, blockers, actions);
        actions.add("let everything that was written arrive, and switch sync off");
        actions.add("compare the tables in both directions; where they differ, take the fence down again");
        actions.add("change the phase to " + Phase.WRITING_TARGET);
        if (wayBack.isOpen()) {
            actions.add("let sync run back, from the target to the source");
        }
        actions.add("say that the application may write the target");
        return new Preview(blockers, actions, wayBack.notes());
    }

    /** Says what moving the writers back to the source would do. */
    public static Preview ofBack(Workspace workspace, Services services, CutoverSettings settings) {
        List<Blocker> blockers = new ArrayList<>(new BackFlow(workspace, new Stop()).left(SecondCutover.LASTING));
        List<String> actions = new ArrayList<>();
        actions.add("send a change through each target's stream, which must flow back within "
                + settings.maxLag().toSeconds() + " s, and apply again what is in quarantine");
        fence(workspace.definition().target().tables().keySet(), services, settings, blockers, actions);
        actions.add("let everything that was written flow back, and switch sync off");
        actions.add("compare the source with the target; where they differ, take the fence down again");
        actions.add("change the phase to " + Phase.REVERSED + ", and take the source's fence down");
        actions.add("say that the application may write the source");
        return new Preview(blockers, actions, BackFlow.notes(workspace));
    }

    private static void fence(
            Set<String> tables,
            Services services,
            CutoverSettings settings,
            List<Blocker> blockers,
            List<String> actions) {
        if (settings.writersStopped()) {
            actions.add("take your word that all writers are stopped");
        } else if (services.policies().isEmpty()) {
            blockers.add(new Blocker(
                    "this endpoint has no resource policies, so there is no fence",
                    "stop all writers, then say so with --writers-stopped"));
        } else {
            blockers.addAll(Replicas.blockers(services.policies().get(), tables));
            tables.forEach(table -> actions.add("deny writes on table " + table + " to all but our roles, "
                    + (services.policies().get().find(table).isPresent()
                            ? "beside what its policy says now"
                            : "which has no policy now")));
        }
        actions.add("wait until nothing was written for " + settings.window().toSeconds() + " s, at most "
                + settings.patience().toSeconds() + " s; else take the fence down again");
    }

    private static List<Blocker> blockers(Workspace workspace, Duration maxLag) {
        Readiness readiness = new Readiness(workspace, new Stop());
        List<Blocker> blockers = new ArrayList<>(readiness.lasting());
        readiness.reportedLag(maxLag).ifPresent(blockers::add);
        return blockers;
    }
}

package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.cutover.Cutovers;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.finish.Cancellation;
import io.touchstream.operator.finish.Cancellation.Outcome;
import io.touchstream.operator.finish.Cancellation.Wishes;
import io.touchstream.operator.finish.SyncEnd;
import io.touchstream.operator.finish.Waits;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.phase.NextStep;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Services;
import io.touchstream.touch.segment.Sleeper;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a migration up whose target nobody depends on.
 *
 * @param deployment the stack that the migration is deployed as, if it is
 * @param wishes what is to be cleared away
 */
record GivingUp(
        Workspace workspace, Optional<Deployment> deployment, Services services, Wishes wishes, Progress progress) {
    /** Gives it up, or goes on with that. */
    RollbackAnswer run(Operation operation, Cutovers cutovers) throws InterruptedException {
        SyncEnd sync =
                new SyncEnd(workspace, deployment, services, new Waits(progress, Clock.systemUTC(), Sleeper.REAL));
        Outcome outcome = new Cancellation(workspace, sync, cutovers::lowerTargetFence, wishes, progress, step -> {})
                .run(operation);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", workspace.definition().name());
        document.put("phase", operation.phase().label());
        document.put("completed", outcome.done());
        document.put("untouch", outcome.untouched());
        document.put("deleted", outcome.deleted());
        List<String> lines = new ArrayList<>();
        lines.add("cancelled: nothing synchronises any more");
        if (!outcome.untouched().isEmpty()) {
            lines.add("untouched: " + outcome.untouched());
        }
        if (!outcome.deleted().isEmpty()) {
            lines.add("deleted: " + String.join(", ", outcome.deleted()));
        }
        lines.add(outcome.done() ? NextStep.of(operation.phase()) : "stopped: rollback again to go on");
        return new RollbackAnswer(document, lines, outcome.done() ? ExitStatus.DONE : ExitStatus.FOUND);
    }
}

package io.touchstream.operator.rehearsal;

import io.touchstream.operator.cutover.BackFlow;
import io.touchstream.operator.cutover.Blocker;
import io.touchstream.operator.cutover.CutoverSettings;
import io.touchstream.operator.cutover.Cutovers;
import io.touchstream.operator.cutover.ReadsReport;
import io.touchstream.operator.cutover.WayBack;
import io.touchstream.operator.cutover.WritesReport;
import io.touchstream.operator.cutover.WritesReport.Outcome;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.phase.OperationRequest;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.MemoryTablePolicies;
import io.touchstream.protocol.control.History;
import io.touchstream.protocol.control.Phase;
import io.touchstream.touch.verify.VerifySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a rehearsal that was proven on through steps 4 and 5, while the application goes on and honours the fence. Where there
 * is a way back for all items, it then goes on in the target, and what it writes there has to flow back.
 */
final class RehearsedCutover {
    private static final CutoverSettings SETTINGS =
            new CutoverSettings(Duration.ofMinutes(2), Duration.ofSeconds(1), Duration.ofMinutes(2), false, true);

    private static final Duration IN_THE_TARGET = Duration.ofSeconds(2);

    private final Workspace workspace;
    private final VerifySettings verify;
    private final Progress progress;
    private final Stop stop;
    private final Path failures;
    private final MemoryTablePolicies policies = new MemoryTablePolicies();

    RehearsedCutover(Workspace workspace, VerifySettings verify, Progress progress, Stop stop, Path failures) {
        this.workspace = workspace;
        this.verify = verify;
        this.progress = progress;
        this.stop = stop;
        this.failures = failures;
    }

    /**
     * Cuts over.
     *
     * @param ended the traffic of each source table, which goes on until the fence stops it
     */
    RehearsedMove run(Map<String, Traffic> ended) throws InterruptedException {
        OperationRequest request =
                new OperationRequest("rehearse", EnumSet.of(Phase.SYNCHRONISED), Optional.empty(), false);
        try (Operation operation = Operation.begin(workspace, request, stop)) {
            operation.advance(Phase.VERIFIED);
            RehearsedMove move = move(operation, ended);
            operation.end(move.done() ? History.Outcome.DONE : History.Outcome.FOUND);
            return move;
        }
    }

    private RehearsedMove move(Operation operation, Map<String, Traffic> ended) throws InterruptedException {
        try (Cutovers cutovers = new Cutovers(
                workspace,
                operation,
                Optional.empty(),
                new RehearsalServices(policies),
                SETTINGS,
                verify,
                failures,
                progress,
                step -> {})) {
            RehearsedMove move = there(cutovers, ended);
            WayBack wayBack = cutovers.wayBack();
            return move.done() && wayBack.isOpen() && wayBack.limits().isEmpty() ? andBack(move, ended) : move;
        }
    }

    private RehearsedMove there(Cutovers cutovers, Map<String, Traffic> ended) throws InterruptedException {
        List<Traffic> traffic = new ArrayList<>();
        ended.forEach((table, some) -> traffic.add(some.goOn(() -> !policies.deniesWrites(table))));
        try {
            ReadsReport reads = cutovers.reads().run(false);
            if (!reads.blockers().isEmpty()) {
                return new RehearsedMove(false, 0, 0, reads.blockers());
            }
            WritesReport writes = cutovers.fenced().run();
            Duration pause = writes.pause();
            return new RehearsedMove(
                    writes.outcome() == Outcome.DONE, pause == null ? 0 : pause.toMillis(), 0, writes.blockers());
        } finally {
            for (Traffic some : traffic) {
                some.stop();
            }
        }
    }

    private RehearsedMove andBack(RehearsedMove move, Map<String, Traffic> ended) throws InterruptedException {
        progress.say("The application goes on in the target; what it writes there has to flow back.");
        long before = changes(ended);
        List<Traffic> traffic = new ArrayList<>();
        ended.forEach((table, some) ->
                traffic.add(some.goOnIn(new TargetStore(workspace.client(), workspace.transformation(), table))));
        try {
            Thread.sleep(IN_THE_TARGET.toMillis());
        } finally {
            for (Traffic some : traffic) {
                some.stop();
            }
        }
        List<Blocker> blockers = new BackFlow(workspace, stop).settle(SETTINGS.maxLag());
        return new RehearsedMove(blockers.isEmpty(), move.writePauseMillis(), changes(ended) - before, blockers);
    }

    private static long changes(Map<String, Traffic> traffic) {
        return traffic.values().stream().mapToLong(Traffic::changes).sum();
    }
}

package io.touchstream.operator.cutover;

import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.VerifyRunner;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.touch.verify.VerifyReport;
import io.touchstream.touch.verify.VerifySettings;

/** Compares in this process. */
record LocalProver(Workspace workspace, VerifySettings settings, Progress progress) implements Prover {
    @Override
    public VerifyReport prove(Stop stop) throws InterruptedException {
        VerifyRunner runner = new VerifyRunner(workspace);
        Run run = runner.begin(2
                * new Tables(workspace.client())
                        .estimatedItems(workspace.definition().source().tables().keySet()));
        Progress.Watch watch = progress.watch("verify", run, workspace.segments(), () -> 0);
        try {
            return runner.verify(run, settings, stop);
        } finally {
            watch.end();
        }
    }
}

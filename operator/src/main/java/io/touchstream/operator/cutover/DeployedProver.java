package io.touchstream.operator.cutover;

import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.DeployedVerify;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.touch.verify.VerifyReport;

/** Has a stack's state machine compare, with so many segments side by side. */
record DeployedProver(Workspace workspace, Deployment deployment, int concurrency, Progress progress)
        implements Prover {
    @Override
    public VerifyReport prove(Stop stop) throws InterruptedException {
        long items = 2
                * new Tables(workspace.client())
                        .estimatedItems(workspace.definition().source().tables().keySet());
        // INVARIANT: nothing is proven by what was read before the tables were static.
        return new DeployedVerify(workspace, deployment, progress)
                .verifyAnew(items, concurrency, stop)
                .report();
    }
}

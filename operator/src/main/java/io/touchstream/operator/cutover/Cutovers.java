package io.touchstream.operator.cutover;

import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.Stack;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.procedure.Waiting;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Caller;
import io.touchstream.operator.service.Services;
import io.touchstream.operator.service.TablePolicies;
import io.touchstream.touch.segment.Sleeper;
import io.touchstream.touch.verify.VerifySettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Puts together what a cut-over works with: on a stack, or on one machine. */
public final class Cutovers implements AutoCloseable {
    /** How many segments a stack compares side by side. */
    private static final int CONCURRENCY = 20;

    private final Workspace workspace;
    private final Optional<Deployment> deployment;
    private final Services services;
    private final Cutover cutover;

    /**
     * Creates it.
     *
     * @param deployment the stack that synchronises; nothing where a process on a machine does
     * @param services what there is beside DynamoDB; stays the caller's, to close afterwards
     * @param verify how to compare, where that is done in this process
     * @param failures where records go that were given up, where this process has to synchronise
     * @param listener is told of each step as it is reached
     */
    public Cutovers(
            Workspace workspace,
            Operation operation,
            Optional<Deployment> deployment,
            Services services,
            CutoverSettings settings,
            VerifySettings verify,
            Path failures,
            Progress progress,
            Consumer<Step> listener) {
        this.workspace = workspace;
        this.deployment = deployment;
        this.services = services;
        Waiting waiting = new Waiting(operation.stop(), progress, Clock.systemUTC(), Sleeper.REAL);
        Optional<TablePolicies> policies = services.policies();
        Set<String> sources = workspace.definition().source().tables().keySet();
        Set<String> targets = workspace.definition().target().tables().keySet();
        this.cutover = new Cutover(
                workspace,
                operation,
                deployment
                        .<SyncControl>map(stack -> deployedSync(stack.stack(), waiting))
                        .orElseGet(() -> new LocalSync(workspace, failures, "cutover", progress, waiting)),
                deployment
                        .<Prover>map(stack -> new DeployedProver(workspace, stack, CONCURRENCY, progress))
                        .orElseGet(() -> new LocalProver(workspace, verify, progress)),
                new Barrier(
                        sources, policies, ours(deployment, Stack::sourceWriters), settings.writersStopped(), waiting),
                new Barrier(
                        targets, policies, ours(deployment, Stack::targetWriters), settings.writersStopped(), waiting),
                settings,
                new Steps(Clock.systemUTC(), progress, listener),
                waiting);
    }

    /** Returns what moves the readers. */
    public ReadsCutover reads() {
        return new ReadsCutover(cutover, services.capacity());
    }

    /** Says whether there is a way back once the writers have moved. */
    public WayBack wayBack() {
        return WayBack.of(workspace, deployment);
    }

    /** Returns what moves the writers, all at once, and has their writes flow back where there is a way. */
    public FencedCutover fenced() {
        return new FencedCutover(cutover, wayBack().afterwards());
    }

    /** Returns what moves the writers back to the source, all at once. */
    public SecondCutover second() {
        return new SecondCutover(cutover);
    }

    /** Takes the fence down that a second cut-over has left before the target; does nothing where there is none. */
    public void lowerTargetFence() throws InterruptedException {
        cutover.operation().requireLock();
        cutover.targets().lower(cutover.remembered(Cutover.TARGET_FENCE));
        cutover.forget(Cutover.TARGET_FENCE);
    }

    /** Takes the fence down that a cut-over has left before the source; does nothing where there is none. */
    public void lowerSourceFence() throws InterruptedException {
        cutover.operation().requireLock();
        cutover.sources().lower(cutover.remembered(Cutover.FENCE));
        cutover.forget(Cutover.FENCE);
    }

    /**
     * Returns what moves the writers, one by one.
     *
     * @param riskAccepted whether the operator accepts what is lost where the application's clients have no interceptor
     */
    public GradualCutover gradual(boolean riskAccepted) {
        return new GradualCutover(cutover, wayBack().meanwhile(), riskAccepted);
    }

    /** Returns what ends that, once all writers have moved. */
    public GradualFinish gradualFinish() {
        WayBack wayBack = wayBack();
        return new GradualFinish(cutover, wayBack.meanwhile(), wayBack.afterwards());
    }

    /** Returns the way back from reading the target. */
    public ReadsRollback readsRollback() {
        return new ReadsRollback(cutover);
    }

    /** Returns the way back from a fence that stands. */
    public FenceRollback fenceRollback() {
        return new FenceRollback(cutover);
    }

    /** Tells whether sync ends with this process, so that somebody has to go on with it. */
    public boolean endsSync() {
        return cutover.sync().endsWithThisProcess();
    }

    /** Who may write a side that is fenced: the stack's roles, and whoever works with these credentials. */
    private Supplier<List<String>> ours(Optional<Deployment> deployment, Function<Stack, List<String>> roles) {
        return () -> {
            List<String> ours = new ArrayList<>();
            deployment.map(Deployment::stack).map(roles).ifPresent(ours::addAll);
            services.caller().map(Caller::principals).ifPresent(ours::addAll);
            return ours;
        };
    }

    private SyncControl deployedSync(Stack stack, Waiting waiting) {
        return new DeployedSync(
                services.mappings().orElseThrow(() -> new IllegalStateException("a stack is on AWS")),
                stack.mappings().values(),
                stack.reverseMappings().values(),
                waiting);
    }

    @Override
    public void close() {
        cutover.sync().close();
    }
}

package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.command.VerifyWork.Verified;
import io.touchstream.operator.cutover.Interceptors;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.Execution;
import io.touchstream.operator.output.Descriptions;
import io.touchstream.operator.phase.DefinitionChange;
import io.touchstream.operator.phase.NextStep;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.phase.OperationRequest;
import io.touchstream.operator.phase.PhaseReader;
import io.touchstream.operator.phase.Proof;
import io.touchstream.operator.procedure.Repair;
import io.touchstream.operator.procedure.Stop;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.VerifyRunner;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.GradualMove;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.control.PhaseState;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.Soundness.Gap;
import io.touchstream.touch.verify.VerifyReport;
import io.touchstream.touch.verify.VerifySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proves source and target equal, or says how they differ. */
@Command(
        name = "verify",
        description = {
            "Compares source and target in both directions and lists the differences that outlive the replication lag.",
            "Exits with 0 when they are equal, with 1 when they are not.",
            "Where the migration is deployed (and no --endpoint-url given), its state machine compares, and this follows",
            "the run that is under way, or a new one; Ctrl-C then ends the following only. --repair is done by this process.",
            "Equal, sound and with an empty quarantine: the phase becomes verified, which cutover reads asks for."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream verify --migration migrations/20261120-books --region eu-west-1",
            "  touchstream verify --migration migrations/20261120-books --repair",
            "  touchstream verify --migration migrations/20261120-books --repair --accept-definition",
            "  touchstream verify --migration migrations/20261120-books --last"
        })
final class VerifyCommand extends MigrationCommand {
    @Option(
            names = "--repair",
            description =
                    "touch what is missing or different, and delete what no source item yields; then verify again")
    private boolean repair;

    @Option(
            names = "--settle",
            paramLabel = "SECONDS",
            description = "how long a difference must last to count, where this process compares; default: 10")
    private @Nullable Integer settleSeconds;

    @Option(names = "--last", description = "compare nothing: report what the latest verify has found so far")
    private boolean last;

    @Option(
            names = "--accept-definition",
            description =
                    "let a changed definition take the place of the one in force, repair what follows from that, and verify again")
    private boolean acceptDefinition;

    @Mixin
    private StackOptions stack = new StackOptions();

    @Mixin
    private ConfirmOption confirmation = new ConfirmOption();

    @Override
    int run(Workspace workspace) throws Exception {
        int concurrency = stack.concurrency();
        requireBegun(workspace);
        Optional<Deployment> deployment = deployment(workspace);
        if (repair) {
            confirmation.require(deployment);
        }
        requireSameDefinition(deployment, workspace);
        check(workspace, deployment);
        if (repair) {
            Interceptors.requireFor(workspace, "verify --repair");
        }
        if (last) {
            return reportLast(workspace, deployment);
        }
        watchConsumer(deployment, workspace);
        return change(
                workspace,
                new OperationRequest(commandLine(), phases(workspace), deployment, acceptDefinition),
                operation -> {
                    new DefinitionChange(workspace).accept(operation);
                    if (deployment.isEmpty()) {
                        sayInProcess(workspace);
                    }
                    Verified verified = new VerifyWork(workspace, settings(), progress())
                            .verify(deployment, concurrency, !stack.detach(), operation.stop());
                    return report(workspace, verified, Optional.of(operation));
                });
    }

    private void check(Workspace workspace, Optional<Deployment> deployment) {
        if (settleSeconds != null && settleSeconds < 0) {
            throw new UsageException("--settle " + settleSeconds + ": expected seconds, 0 or more");
        }
        if (settleSeconds != null && deployment.isPresent()) {
            throw new UsageException("--settle is for a verify in this process; the stack's functions have their own");
        }
        if (acceptDefinition && (!repair || last)) {
            throw new UsageException(
                    "--accept-definition goes with --repair: what the definition before has written is "
                            + "mended by a repair run");
        }
        if (acceptDefinition) {
            new DefinitionChange(workspace).require();
        }
        Tables tables = new Tables(workspace.client());
        workspace.definition().source().tables().keySet().forEach(tables::require);
        workspace.definition().target().tables().keySet().forEach(tables::require);
    }

    /** Repairs go from the source to the target, so they end with the source's being written. */
    private Set<Phase> phases(Workspace workspace) {
        if (!repair) {
            return EnumSet.range(Phase.SYNCHRONISING, Phase.REVERSED);
        }
        if (acceptDefinition) {
            return EnumSet.range(Phase.SYNCHRONISING, Phase.VERIFIED);
        }
        boolean oneByOne = GradualMove.isUnderWay(workspace.phases().state());
        return EnumSet.range(Phase.SYNCHRONISING, oneByOne ? Phase.WRITING_TARGET : Phase.FENCED);
    }

    /** Only where it changes the phase does it need the lock, which the verify under way may hold. */
    private int reportLast(Workspace workspace, Optional<Deployment> deployment) throws Exception {
        VerifyRunner runner = new VerifyRunner(workspace);
        Run run = runner.latest().orElseThrow(() -> new UnusableException("there was no verify yet"));
        Verified verified = new Verified(runner.report(run), run, null);
        PhaseState state = PhaseReader.read(workspace, deployment);
        if (Proof.of(workspace, state, run, verified.report()).next() == state.phase()) {
            return report(workspace, verified, Optional.empty());
        }
        return change(
                workspace,
                deployment,
                phases(workspace),
                operation -> report(workspace, verified, Optional.of(operation)));
    }

    private int report(Workspace workspace, Verified verified, Optional<Operation> operation) {
        VerifyReport report = verified.report();
        Map<String, Long> repaired = Map.of();
        if (repair && operation.isPresent() && report.complete()) {
            repaired = repair(workspace, report, operation.get().stop());
        }
        Proof proof = Proof.of(workspace, workspace.phases().state(), verified.run(), report);
        operation.ifPresent(step -> step.reach(proof.next()));
        Optional<Gap> gap = workspace.soundness().gap();
        Map<String, Object> document = new LinkedHashMap<>(Descriptions.of(report));
        document.put("begunAt", verified.run().startedAt().toString());
        document.put("repaired", repaired);
        document.put("unsound", gap.map(Gap::reason).orElse(null));
        document.put("phase", proof.next().label());
        List<String> lines = VerifyAnswer.lines(report, repaired, gap);
        PhaseState now = workspace.phases().state();
        lines.add(VerifyAnswer.line(
                proof,
                now.phase() == proof.next() ? NextStep.of(now, workspace.definition()) : NextStep.of(proof.next())));
        Execution execution = verified.execution();
        if (execution != null) {
            document.put("execution", FollowedAnswer.document(execution));
            lines.addAll(FollowedAnswer.lines("verify", execution));
        }
        if (last) {
            lines.add("as of the verify that began at " + verified.run().startedAt());
        }
        answer(document, lines);
        boolean proven = report.equal() && gap.isEmpty();
        return proven || FollowedAnswer.isAsWished(stack, execution) ? ExitStatus.DONE : ExitStatus.FOUND;
    }

    private static Map<String, Long> repair(Workspace workspace, VerifyReport report, Stop stop) {
        Map<String, Long> repaired = new Repair(workspace).repair(report.differences(), stop);
        if (!stop.isAsked()) {
            workspace.appliedDefinition().repaired(workspace.definition().checksum(), Instant.now());
        }
        return repaired;
    }

    private VerifySettings settings() {
        return settleSeconds == null
                ? VerifySettings.DEFAULT
                : VerifySettings.DEFAULT.withSettle(Duration.ofSeconds(settleSeconds));
    }
}

package io.touchstream.operator.command;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.cutover.CutoverSettings;
import io.touchstream.operator.cutover.Cutovers;
import io.touchstream.operator.deployed.AwsDeployment;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.output.Json;
import io.touchstream.operator.output.Plain;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.phase.OperationRequest;
import io.touchstream.operator.procedure.ConsumerWatch;
import io.touchstream.operator.procedure.ConsumerWatch.Evidence;
import io.touchstream.operator.procedure.DeployedEvidence;
import io.touchstream.operator.procedure.FileImageStore;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.operator.service.Services;
import io.touchstream.protocol.control.History.Outcome;
import io.touchstream.protocol.control.Phase;
import io.touchstream.protocol.stack.StackName;
import io.touchstream.touch.verify.VerifySettings;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** What the commands on one migration have in common: its folder, the connection, and the form of the answer. */
abstract class MigrationCommand implements Callable<Integer> {
    /** Where a run keeps what does not belong into a table, below the working directory. */
    static final Path LOCAL_FILES = Path.of(".touchstream");

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--migration",
            required = true,
            paramLabel = "DIR",
            description = "the migration's folder, which holds migration.yaml")
    private Path migration = Path.of("");

    @Spec
    private CommandSpec command = CommandSpec.create();

    private @Nullable Deployment deployment;

    @Override
    public final Integer call() throws Exception {
        try (Workspace workspace = open()) {
            return run(workspace);
        } finally {
            if (deployment != null) {
                deployment.close();
            }
        }
    }

    /** Carries the command out and returns its exit status. */
    abstract int run(Workspace workspace) throws Exception;

    final Progress progress() {
        return output.progress();
    }

    /** Prints the answer: the document where JSON was asked for, else the lines for people. */
    final void answer(Map<String, ?> document, Iterable<String> lines) {
        PrintStream out = System.out;
        if (output.json) {
            out.println(Json.write(document));
            return;
        }
        lines.forEach(line -> out.println(Plain.line(line)));
    }

    /** Returns the migration's folder. */
    final Path folder() {
        return Files.isDirectory(migration)
                ? migration
                : migration.toAbsolutePath().resolveSibling("");
    }

    /** Returns where large images and given-up records go. */
    final Path localFiles(Workspace workspace) {
        return LOCAL_FILES.resolve(workspace.definition().name());
    }

    /** Returns the cut-overs of a migration, within an operation. */
    final Cutovers cutovers(
            Workspace workspace,
            Operation operation,
            Optional<Deployment> deployment,
            Services services,
            CutoverSettings settings) {
        return new Cutovers(
                workspace,
                operation,
                deployment,
                services,
                settings,
                VerifySettings.DEFAULT,
                localFiles(workspace).resolve("failed"),
                progress(),
                step -> {});
    }

    /**
     * Finds the stack that the migration is deployed as; none where an endpoint was given, which is DynamoDB's alone.
     *
     * @throws UsageException when the stack is another migration's
     */
    final Optional<Deployment> deployment(Workspace workspace) {
        if (workspace.connection().endpoint() != null) {
            return Optional.empty();
        }
        String name = workspace.definition().name();
        Optional<Deployment> found = AwsDeployment.find(workspace.connection(), name);
        found.ifPresent(stack -> {
            deployment = stack;
            if (!stack.stack().migration().equals(name)) {
                throw new UsageException("stack " + stack.stack().name() + " is that of migration "
                        + stack.stack().migration() + ": give this one another name");
            }
        });
        return found;
    }

    /** Marks the migration unsound where nothing tells that its sources' streams were read all the time. */
    static void watchConsumer(Optional<Deployment> deployment, Workspace workspace) {
        try (Services services = Services.of(workspace.connection())) {
            Evidence evidence = deployment
                    .flatMap(found ->
                            services.mappings().map(mappings -> (Evidence) new DeployedEvidence(found, mappings)))
                    .orElse(Evidence.NONE);
            new ConsumerWatch(workspace, evidence).look(Instant.now());
        }
    }

    /**
     * Makes sure that the stack's functions carry the definition that was given.
     *
     * @throws UsageException when they carry another
     */
    static void requireSameDefinition(Optional<Deployment> deployment, Workspace workspace) {
        deployment.ifPresent(found -> {
            if (!found.stack()
                    .definitionChecksum()
                    .equals(workspace.definition().checksum())) {
                throw new UsageException("stack " + found.stack().name()
                        + " was deployed with another definition: deploy this one, or restore that one");
            }
        });
    }

    /** What a command does once it holds the lock. Returns the exit status. */
    interface Work {
        int carryOut(Operation operation) throws Exception;
    }

    /**
     * Carries out what changes something: under the lock, from a phase that it needs, and written down in the history with
     * what came of it. Ctrl-C asks the work to end, and so does a lost lock.
     *
     * @param needed the phases in which it may begin; without {@link Phase#CREATED}, the migration must have been begun
     * @throws UsageException when the phase or the definition is another; nothing was written
     * @throws UnusableException when another process holds the lock; nothing was written
     */
    final int change(Workspace workspace, Optional<Deployment> stack, Set<Phase> needed, Work work) throws Exception {
        return change(workspace, new OperationRequest(commandLine(), needed, stack, false), work);
    }

    /** As {@link #change(Workspace, Optional, Set, Work)}. */
    final int change(Workspace workspace, OperationRequest request, Work work) throws Exception {
        try (Interruption interruption = new Interruption();
                Operation operation = Operation.begin(workspace, request, interruption.stop())) {
            operation.takenFrom().ifPresent(from -> progress().say("the lock was taken over from " + from));
            try {
                int status = work.carryOut(operation);
                operation.end(status == ExitStatus.DONE ? Outcome.DONE : Outcome.FOUND);
                return status;
            } catch (Exception failure) {
                writeDown(operation, failure);
                throw failure;
            }
        }
    }

    private void writeDown(Operation operation, Exception failure) {
        try {
            // With its options: without --gradual, for instance, the next attempt would raise a fence.
            operation.fail(Failures.line(failure), "mend that, then " + commandLine() + " again");
        } catch (SdkException unreachable) {
            failure.addSuppressed(unreachable);
        }
    }

    /** Returns the command as it was given, without what an address may hold of credentials. */
    final String commandLine() {
        List<String> arguments = command.root().commandLine().getParseResult().originalArgs();
        return String.join(" ", arguments).replaceAll("//[^/@ ]*@", "//");
    }

    /** Says that this process does the work, where a stack could have done it. */
    final void sayInProcess(Workspace workspace) {
        if (workspace.connection().endpoint() == null) {
            progress()
                    .say("there is no stack "
                            + StackName.of(workspace.definition().name())
                            + " in this region: this process does the work, and sync must run elsewhere (run"
                            + " --follow)");
        }
    }

    /**
     * Makes sure that there is a table to move to.
     *
     * @throws UsageException when the migration is in place
     */
    static void requireTwoTables(Workspace workspace) {
        if (workspace.definition().inPlace() != null) {
            throw new UsageException("migration " + workspace.definition().name()
                    + " changes a table in place: there is no other one to move to; once verify finds nothing, readers"
                    + " may use what it added");
        }
    }

    /**
     * Makes sure that the migration was begun at this endpoint.
     *
     * @throws UnusableException when its control table is missing
     */
    static void requireBegun(Workspace workspace) {
        if (new Tables(workspace.client()).find(workspace.control().name()).isEmpty()) {
            throw new UnusableException("migration " + workspace.definition().name() + " was not begun at "
                    + workspace.connection().description() + ": deploy it, or start it with run");
        }
    }

    private Workspace open() {
        MigrationDefinition definition = MigrationLoader.load(migration);
        return new Workspace(
                connection.connection(),
                definition,
                new FileImageStore(LOCAL_FILES.resolve(definition.name()).resolve("quarantine")));
    }
}

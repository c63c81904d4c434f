package io.touchstream.operator.command;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.output.Json;
import io.touchstream.operator.output.Progress;
import io.touchstream.operator.procedure.FileImageStore;
import io.touchstream.operator.procedure.Tables;
import io.touchstream.operator.procedure.Workspace;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Override
    public final Integer call() throws Exception {
        try (Workspace workspace = open()) {
            return run(workspace);
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
        lines.forEach(out::println);
    }

    /** Returns where large images and given-up records go. */
    final Path localFiles(Workspace workspace) {
        return LOCAL_FILES.resolve(workspace.definition().name());
    }

    /**
     * Makes sure that the migration was begun at this endpoint.
     *
     * @throws UnusableException when its control table is missing
     */
    static void requireBegun(Workspace workspace) {
        if (new Tables(workspace.client()).find(workspace.control().name()).isEmpty()) {
            throw new UnusableException("migration " + workspace.definition().name() + " was not begun at "
                    + workspace.connection().description() + ": start it with run");
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

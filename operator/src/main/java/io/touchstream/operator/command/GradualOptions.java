package io.touchstream.operator.command;

import io.touchstream.operator.UsageException;
import io.touchstream.operator.cutover.Blocker;
import io.touchstream.operator.cutover.Interceptors;
import io.touchstream.operator.procedure.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options of moving the writers one by one. */
final class GradualOptions {
    @Option(
            names = "--gradual",
            description = {
                "let the writers move one by one, without a fence; needs the interceptor of module client in the",
                "application's DynamoDB clients"
            })
    private boolean gradual;

    @Option(
            names = "--finish",
            description = {
                "all writers have moved that moved one by one: sync from source to target ends, once nobody is seen to",
                "write the source"
            })
    private boolean finish;

    @Option(
            names = "--accept-risk",
            paramLabel = "NAME",
            description = {
                "a target table's name accepts that without the interceptor late changes of the source overwrite what the",
                "application updates there, and bring back what it deletes; may be given several times"
            })
    private List<String> risks = List.of();

    /**
     * Returns what is to be done about the writers.
     *
     * @throws UsageException when the options exclude each other
     */
    WritersMove move() {
        if (gradual && finish) {
            throw new UsageException("--gradual and --finish exclude each other: the one begins what the other ends");
        }
        if (!risks.isEmpty() && !gradual) {
            throw new UsageException("--accept-risk goes with --gradual");
        }
        if (gradual) {
            return WritersMove.ONE_BY_ONE;
        }
        return finish ? WritersMove.FINISHED : WritersMove.AT_ONCE;
    }

    /**
     * Tells whether the operator accepts what is lost without interceptors: each target table was named, or is typed where
     * somebody can be asked.
     *
     * @param mayAsk whether to ask for those that were not named
     * @throws UsageException when a table was named that is no target
     */
    boolean acceptsRisk(Workspace workspace, boolean mayAsk) {
        Set<String> targets = workspace.definition().target().tables().keySet();
        risks.stream().filter(name -> !targets.contains(name)).findFirst().ifPresent(name -> {
            throw new UsageException(
                    "--accept-risk " + name + ": no target table; expected " + String.join(", ", targets));
        });
        Optional<Blocker> lacking = Interceptors.lacking(workspace);
        return lacking.isPresent()
                && targets.stream()
                        .allMatch(table -> risks.contains(table)
                                || (mayAsk && isTyped(lacking.get().what(), table)));
    }

    private static boolean isTyped(String risk, String table) {
        return table.equals(ConfirmOption.ask(risk + ". To accept that for table " + table));
    }
}

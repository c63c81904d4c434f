package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.planning.Plan;
import io.touchstream.operator.planning.PlanDescriptions;
import io.touchstream.operator.planning.PlanLines;
import io.touchstream.operator.planning.PlanOptions;
import io.touchstream.operator.planning.Planner;
import io.touchstream.operator.planning.Prices;
import io.touchstream.operator.procedure.Workspace;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plans a migration without writing anything. */
@Command(
        name = "plan",
        description = {
            "Plans a migration: a dry run, which reads only.",
            "Shows what each rule does with the items that are there, which fail, collide or are too large, whether"
                    + " source",
            "and target are fit for it, what it would take in units, time and money, and the checklist before it"
                    + " begins.",
            "Reads a sample, or with --full every item; only then are collisions exact.",
            "Exits with 0 when nothing stands in the way, with 1 when something is refused, failing or colliding."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream plan --migration migrations/20261120-books --endpoint-url http://127.0.0.1:8000",
            "  touchstream plan --migration migrations/20261120-books --region eu-west-1 --full --rate 2000",
            "  touchstream plan --migration migrations/20261120-books --sample 5000 --show-values",
            "  touchstream plan --migration migrations/20261120-books --touch-rate 8000 --prices prices.json --json"
        })
final class PlanCommand extends MigrationCommand {
    private static final int MOST_SAMPLED = 1_000_000;

    @Option(
            names = "--sample",
            defaultValue = "1000",
            paramLabel = "N",
            description = "how many items of each source table to read, spread over it; default: ${DEFAULT-VALUE}")
    private int sample;

    @Option(names = "--full", description = "read every item: all counts are exact, and every collision is found")
    private boolean full;

    @Option(
            names = "--rate",
            defaultValue = "1000",
            paramLabel = "N",
            description = "the most read units a second that this takes, 0 for no limit; default: ${DEFAULT-VALUE}")
    private long rate;

    @Option(
            names = "--touch-rate",
            paramLabel = "N",
            description = {
                "the write units a second for which to estimate the time;",
                "default: the definition's, else the 4000 that a new table takes"
            })
    private @Nullable Long touchRate;

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description =
                    "what units cost, as JSON in the form of the shipped prices.json; default: on demand, us-east-1")
    private @Nullable Path prices;

    @Option(names = "--show-values", description = "show whole items in the examples, not only keys and names")
    private boolean showValues;

    @Override
    int run(Workspace workspace) throws InterruptedException {
        PlanOptions options = options();
        Optional<Deployment> deployment = deployment(workspace);
        try (Interruption interruption = new Interruption()) {
            Plan plan = new Planner(workspace, deployment, options, interruption.stop(), progress()).plan();
            answer(new PlanDescriptions(showValues).document(plan), new PlanLines(showValues).of(plan));
            return plan.blocks() || plan.stopped() ? ExitStatus.FOUND : ExitStatus.DONE;
        }
    }

    private PlanOptions options() {
        if (sample < 1 || sample > MOST_SAMPLED) {
            throw new UsageException("--sample " + sample + ": expected 1 to " + MOST_SAMPLED + ", or --full for all");
        }
        if (rate < 0) {
            throw new UsageException("--rate " + rate + ": expected read units a second, or 0 for no limit");
        }
        if (touchRate != null && touchRate < 1) {
            throw new UsageException("--touch-rate " + touchRate + ": expected 1 write unit a second or more");
        }
        return new PlanOptions(
                folder(),
                full ? 0 : sample,
                rate,
                touchRate == null ? 0 : touchRate,
                prices == null ? Prices.shipped() : Prices.of(prices),
                PlanOptions.DEFAULT_MEMORY_BYTES);
    }
}

package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UnusableException;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.procedure.DeployedConcurrency;
import io.touchstream.operator.procedure.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes the touch's rate, and how many segments a stack works on side by side. */
@Command(
        name = "rate",
        description = {
            "Changes how many write capacity units a second a touch job may consume, over all segments; 0: no limit.",
            "--concurrency changes how many segments a stack works on side by side; those share the rate."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream rate 500 --migration migrations/20261120-books --region eu-west-1",
            "  touchstream rate --concurrency 40 --migration migrations/20261120-books --region eu-west-1"
        })
final class RateCommand extends MigrationCommand {
    @Parameters(arity = "0..1", paramLabel = "N", description = "write capacity units a second; 0: no limit")
    private @Nullable Long rate;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "segments side by side, 1 to 1000, of the table that a stack works on at present")
    private @Nullable Integer concurrency;

    @Mixin
    private ConfirmOption confirmation = new ConfirmOption();

    @Override
    int run(Workspace workspace) {
        check();
        requireBegun(workspace);
        Optional<Deployment> deployment = deployment(workspace);
        confirmation.require(deployment);
        Map<String, Object> document = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        if (rate != null) {
            workspace.settings().rate(rate);
            document.put("maxWriteUnitsPerSecond", rate);
            lines.add("rate: " + (rate == 0 ? "no limit" : rate + " write capacity units a second"));
        }
        if (concurrency != null) {
            new DeployedConcurrency(
                            workspace,
                            deployment.orElseThrow(() -> new UnusableException(
                                    "--concurrency is for a stack, and the migration has none here")))
                    .change(concurrency);
            document.put("maxConcurrency", concurrency);
            lines.add("concurrency: " + concurrency + " segments side by side");
        }
        answer(document, lines);
        return ExitStatus.DONE;
    }

    private void check() {
        if (rate == null && concurrency == null) {
            throw new UsageException("rate: expected a rate, --concurrency, or both");
        }
        if (rate != null && rate < 0) {
            throw new UsageException("rate " + rate + ": expected 0 or more write capacity units a second");
        }
        if (concurrency != null) {
            StackOptions.checked(concurrency);
        }
    }
}

package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.procedure.Workspace;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Changes the touch's rate. */
@Command(
        mixinStandardHelpOptions = true,
        name = "rate",
        description =
                "Changes how many write capacity units a second a touch job may consume, over all segments; 0: no limit.",
        footerHeading = "%nExample:%n",
        footer = "  touchstream rate 500 --migration migrations/20261120-books --region eu-west-1")
final class RateCommand extends MigrationCommand {
    @Parameters(paramLabel = "N", description = "write capacity units a second; 0: no limit")
    private long rate;

    @Override
    int run(Workspace workspace) {
        if (rate < 0) {
            throw new UsageException("rate " + rate + ": expected 0 or more write capacity units a second");
        }
        requireBegun(workspace);
        workspace.settings().rate(rate);
        answer(
                Map.of("maxWriteUnitsPerSecond", rate),
                List.of("rate: " + (rate == 0 ? "no limit" : rate + " write capacity units a second")));
        return ExitStatus.DONE;
    }
}

package io.touchstream.operator.command;

import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that all cut-overs have. */
final class CutoverOptions {
    @Option(
            names = "--max-lag",
            defaultValue = "30s",
            converter = DurationConverter.class,
            paramLabel = "TIME",
            description = "how long a change may take to arrive; default: ${DEFAULT-VALUE}")
    private Duration maxLag = Duration.ZERO;

    @Option(names = "--dry-run", description = "say what would be done, and do none of it")
    private boolean dryRun;

    @Mixin
    private ConfirmOption confirmation = new ConfirmOption();

    Duration maxLag() {
        return maxLag;
    }

    boolean dryRun() {
        return dryRun;
    }

    ConfirmOption confirmation() {
        return confirmation;
    }
}

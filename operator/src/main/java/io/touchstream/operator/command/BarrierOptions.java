package io.touchstream.operator.command;

import io.touchstream.operator.cutover.CutoverSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of what keeps everybody else from writing. */
final class BarrierOptions {
    @Option(
            names = "--window",
            defaultValue = "30s",
            converter = DurationConverter.class,
            paramLabel = "TIME",
            description = {
                "for how long nothing may have been written before it counts as silence; default: ${DEFAULT-VALUE}",
                "(deletes by time to live count as writes)"
            })
    private Duration window = Duration.ZERO;

    @Option(
            names = "--patience",
            defaultValue = "10m",
            converter = DurationConverter.class,
            paramLabel = "TIME",
            description = "how long to wait for that before the fence is taken down again; default: ${DEFAULT-VALUE}")
    private Duration patience = Duration.ZERO;

    @Option(
            names = "--writers-stopped",
            description =
                    "your word that all writers are stopped: no fence is raised, which other endpoints than AWS lack")
    private boolean writersStopped;

    /**
     * Returns the settings of a cut-over of writers.
     *
     * @param readersStopped whether the source's reads need not have been seen to end
     */
    CutoverSettings settings(Duration maxLag, boolean readersStopped) {
        return new CutoverSettings(maxLag, window, patience, writersStopped, readersStopped);
    }
}

package io.touchstream.operator.command;

import io.touchstream.operator.output.Progress;
import picocli.CommandLine.Option;

/** Options that say how to answer. */
final class OutputOptions {
    @Option(
            names = "--json",
            description = "answer with one JSON document on standard output; progress goes to standard error anyway")
    boolean json;

    /** The launcher says whether a terminal shows standard error. */
    Progress progress() {
        return new Progress(System.err, Boolean.getBoolean("touchstream.terminal"));
    }
}

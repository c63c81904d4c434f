package io.touchstream.operator.command;

import picocli.CommandLine.Command;

/** Groups the commands on the quarantine. */
@Command(
        name = "quarantine",
        description = "Shows what could not be migrated.",
        subcommands = QuarantineListCommand.class,
        footerHeading = "%nExample:%n",
        footer = "  touchstream quarantine list --migration migrations/20261120-books")
final class QuarantineCommand {}

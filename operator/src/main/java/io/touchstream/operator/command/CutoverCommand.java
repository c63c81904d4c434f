package io.touchstream.operator.command;

import picocli.CommandLine.Command;

/** Moves the application to the target: first its readers, then its writers. */
@Command(
        name = "cutover",
        description = {
            "Moves the application to the target: first its readers (step 4), then its writers (step 5).",
            "Each checks what must hold before, and each can be taken back with rollback."
        },
        subcommands = {CutoverReadsCommand.class, CutoverWritesCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream cutover reads --migration migrations/20261120-books --region eu-west-1",
            "  touchstream cutover writes --migration migrations/20261120-books --region eu-west-1"
        })
final class CutoverCommand {}

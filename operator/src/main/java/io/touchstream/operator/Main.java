package io.touchstream.operator;

import io.touchstream.operator.command.Commands;

/** Entry of the command line. */
public final class Main {
    private Main() {}

    /** Carries out one command and exits with its status. */
    public static void main(String[] arguments) {
        System.exit(Commands.execute(arguments));
    }
}

package io.touchstream.operator.command;

import io.touchstream.operator.UsageException;
import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.Stack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Asks for a name before something is changed on a stack of a production stage, or lost: it is typed, or given as an option
 * where nobody can be asked.
 */
final class ConfirmOption {
    @Option(
            names = "--confirm",
            paramLabel = "NAME",
            description = {
                "the migration's name confirms a change in production, a table's name its deletion, where nobody can be",
                "asked; may be given several times"
            })
    private List<String> names = List.of();

    /**
     * Makes sure that a change in production is meant.
     *
     * @throws UsageException when it is one and was not confirmed
     */
    void require(Optional<Deployment> deployment) {
        deployment
                .map(Deployment::stack)
                .filter(Stack::production)
                .ifPresent(stack -> require("stack " + stack.name() + " is in production", stack.migration()));
    }

    /**
     * Makes sure that something irrevocable is meant.
     *
     * @param what what is about to happen
     * @param name the name that confirms it
     * @throws UsageException when the name was not given
     */
    void require(String what, String name) {
        if (!names.contains(name) && !name.equals(ask(what))) {
            throw new UsageException(what + " and nothing was changed: confirm with --confirm " + name);
        }
    }

    /**
     * Asks for a name; null where nobody can be asked. The launcher says whether a person can be: standard input and standard
     * error are a terminal's.
     *
     * @param what what is about to happen
     */
    static @Nullable String ask(String what) {
        if (!Boolean.getBoolean("touchstream.interactive")) {
            return null;
        }
        System.err.print(what + ". The name, to go on: ");
        try {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

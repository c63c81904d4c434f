package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/** Every command explains itself, with an example that the command line itself understands. */
class HelpTest {
    private static final String ENTRY = "touchstream ";

    static Stream<Arguments> commands() {
        List<CommandLine> commands = new ArrayList<>();
        collect(Commands.commandLine(), commands);
        return commands.stream()
                .map(command -> Arguments.of(command.getCommandSpec().qualifiedName(), command));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void help_everyCommand_hasADescriptionAndExamplesThatParse(String name, CommandLine command) {
        String usage = command.getUsageMessage();
        List<String> examples = usage.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(ENTRY))
                .toList();

        assertThat(name).startsWith("touchstream");
        assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
        assertThat(usage).contains("Example");
        assertThat(examples).isNotEmpty();
        for (String example : examples) {
            String[] arguments = example.substring(ENTRY.length()).split(" +", -1);
            assertThat(Commands.commandLine().parseArgs(arguments).errors())
                    .describedAs(example)
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void version_everyCommand_isTheBuilds(String name, CommandLine command) {
        StringWriter out = new StringWriter();
        command.printVersionHelp(new PrintWriter(out, true));

        assertThat(out.toString()).describedAs(name).matches("touchstream \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    private static void collect(CommandLine command, List<CommandLine> commands) {
        if (command.getCommand() instanceof HelpCommand) {
            return;
        }
        commands.add(command);
        command.getSubcommands().values().forEach(each -> collect(each, commands));
    }
}

package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.output.Descriptions;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.QuarantineEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Lists the quarantine. */
@Command(
        name = "list",
        description = {
            "Lists the source items whose changes could not be applied: key, cause, and where their images are.",
            "Exits with 1 when there are any."
        },
        footerHeading = "%nExample:%n",
        footer = "  touchstream quarantine list --migration migrations/20261120-books --json")
final class QuarantineListCommand extends MigrationCommand {
    @Override
    int run(Workspace workspace) {
        requireBegun(workspace);
        List<Map<String, Object>> entries = workspace
                .quarantine()
                .list()
                .map((QuarantineEntry entry) -> Descriptions.of(entry))
                .toList();
        List<String> lines = new ArrayList<>();
        entries.forEach(entry -> lines.add(Descriptions.line(entry)));
        lines.add(
                entries.isEmpty() ? "the quarantine is empty" : entries.size() + " in quarantine: mend, then redrive");
        answer(Map.of("quarantine", entries), lines);
        return entries.isEmpty() ? ExitStatus.DONE : ExitStatus.FOUND;
    }
}

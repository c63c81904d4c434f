package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.output.HistoryDescriptions;
import io.touchstream.operator.phase.LockKeeper;
import io.touchstream.operator.procedure.Workspace;
import io.touchstream.protocol.control.History.Entry;
import io.touchstream.protocol.control.Lease;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Lists what was done to a migration. */
@Command(
        name = "history",
        description = {
            "Lists what was done to a migration, the earliest first: who, when, which command, the phase before and after,",
            "and what came of it: done, found (it found what it looks for, or has not come to its end), failed, killed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream history --migration migrations/20261120-books --endpoint-url http://127.0.0.1:8000",
            "  touchstream history --migration migrations/20261120-books --region eu-west-1 --json"
        })
final class HistoryCommand extends MigrationCommand {
    @Override
    int run(Workspace workspace) {
        requireBegun(workspace);
        List<Entry> entries = workspace.history().all();
        Optional<Lease> lock = LockKeeper.holder(workspace.lock());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", workspace.definition().name());
        document.put(
                "history",
                entries.stream()
                        .map(entry -> HistoryDescriptions.of(entry, lock))
                        .toList());
        List<String> lines = new ArrayList<>();
        entries.forEach(entry -> lines.add(HistoryDescriptions.line(entry, lock)));
        answer(document, entries.isEmpty() ? List.of("nothing was recorded yet") : lines);
        return ExitStatus.DONE;
    }
}

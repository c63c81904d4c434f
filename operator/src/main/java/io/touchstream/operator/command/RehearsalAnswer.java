package io.touchstream.operator.command;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.operator.output.Descriptions;
import io.touchstream.operator.rehearsal.RehearsalReport;
import io.touchstream.operator.rehearsal.RehearsedMove;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Differences.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says what a rehearsal came to: as one document, or in lines for people. */
record RehearsalAnswer(MigrationDefinition definition, RehearsalReport report, long seed) {
    private static final int LISTED = 50;

    /** Returns the document. */
    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", definition.name());
        document.put("seed", seed);
        document.put("proven", report.proven());
        document.put("sourceItems", report.sourceItems());
        document.put("applicationChanges", report.changes());
        document.put("recordsDeliveredTwice", report.duplicates());
        document.put("recordsDeliveredLate", report.late());
        document.put("sync", report.sync());
        document.put("collidingKeys", collidingKeys());
        document.put("journalFindings", report.findings());
        document.put("verify", Descriptions.of(report.verify()));
        RehearsedMove move = report.cutover();
        document.put("cutover", move == null ? null : cutover(move));
        document.put("unsound", report.unsound());
        document.put("seconds", report.seconds());
        return document;
    }

    /** Returns the lines for people; the last one says whether the migration is proven. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        report.verify().differences().stream()
                .limit(LISTED)
                .forEach(difference -> lines.add(Descriptions.line(Descriptions.of(difference))));
        long more =
                report.verify().differences().size() - LISTED + report.verify().unlisted();
        if (more > 0) {
            lines.add("and " + more + " more differences");
        }
        report.findings().forEach(finding -> lines.add("journal: " + finding));
        lines.add("source: " + report.sourceItems() + " items after " + report.changes()
                + " changes by the application; by rule: "
                + report.verify().sourceItemsByRule());
        lines.add("target: expected " + report.verify().expectedByTable() + ", found "
                + report.verify().foundByTable());
        lines.add("sync: " + report.sync() + "; delivered twice on purpose: " + report.duplicates() + ", late: "
                + report.late());
        if (collidingKeys() > 0) {
            lines.add("colliding target keys: " + collidingKeys()
                    + " (the first source item has each; none was overwritten)");
        }
        RehearsedMove move = report.cutover();
        if (move != null) {
            lines.add(line(move));
        }
        if (!report.unsound().isEmpty()) {
            lines.add("UNSOUND: " + report.unsound());
        }
        lines.add(
                report.proven()
                        ? "PROVEN: equal in both directions, and the source is as the application left it ("
                                + report.seconds() + " s)"
                        : "NOT PROVEN: " + report.verify().faults() + ", journal findings: "
                                + report.findings().size() + " (" + report.seconds() + " s)");
        return lines;
    }

    private static Map<String, Object> cutover(RehearsedMove move) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("done", move.done());
        document.put("writePauseMillis", move.writePauseMillis());
        document.put("flowedBack", move.flowedBack());
        document.put("blockers", CutoverAnswer.blockers(move.blockers()));
        return document;
    }

    private static String line(RehearsedMove move) {
        if (!move.done()) {
            return "cut-over: " + (move.flowedBack() > 0 ? "what was written did not flow back: " : "taken back: ")
                    + move.blockers();
        }
        return "cut-over: the application moved to the target, and could not write for " + move.writePauseMillis()
                + " ms; its changes there that flowed back: " + move.flowedBack();
    }

    private long collidingKeys() {
        return report.verify().differences().stream()
                .filter(difference -> difference.kind() == Kind.COLLISION)
                .map(Difference::target)
                .distinct()
                .count();
    }
}

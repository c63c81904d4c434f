package io.touchstream.operator.command;

import io.touchstream.operator.output.Descriptions;
import io.touchstream.operator.phase.Proof;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Soundness.Gap;
import io.touchstream.touch.verify.VerifyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says for people what a verify has found. */
final class VerifyAnswer {
    private VerifyAnswer() {}

    static List<String> lines(VerifyReport report, Map<String, Long> repaired, Optional<Gap> gap) {
        List<String> lines = new ArrayList<>();
        for (Difference difference : report.differences()) {
            lines.add(Descriptions.line(Descriptions.of(difference)));
        }
        if (report.unlisted() > 0) {
            lines.add("and " + report.unlisted() + " more that are not listed");
        }
        lines.add("by rule: " + report.sourceItemsByRule());
        lines.add("expected by table: " + report.expectedByTable() + ", found: " + report.foundByTable());
        if (!repaired.isEmpty()) {
            lines.add("repaired: " + repaired + "; verify again once sync has caught up");
        }
        gap.ifPresent(found -> lines.add("UNSOUND: " + found.reason() + "; a fresh touch and a verify mend it"));
        lines.add(
                report.equal()
                        ? "equal in both directions"
                        : report.complete() ? "NOT equal: " + report.faults() : "not at its end");
        return lines;
    }

    /** Says in which phase the migration is after it, why, and what comes next. */
    static String line(Proof proof, String next) {
        return "phase: " + proof.next()
                + proof.obstacle().map(obstacle -> " (" + obstacle + ")").orElse("") + "; " + next;
    }
}

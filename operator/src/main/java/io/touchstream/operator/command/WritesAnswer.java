package io.touchstream.operator.command;

import io.touchstream.operator.cutover.WayBack;
import io.touchstream.operator.cutover.WritesReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Says for people what moving the writers has come to. */
final class WritesAnswer {
    private WritesAnswer() {}

    /**
     * Returns the lines.
     *
     * @param endsSync whether sync ends with this process
     */
    static List<String> lines(WritersMove move, WritesReport report, WayBack wayBack, boolean endsSync) {
        return switch (report.outcome()) {
            case BLOCKED -> CutoverAnswer.withSync(CutoverAnswer.refusal(report.blockers()), endsSync);
            case TAKEN_BACK -> CutoverAnswer.withSync(takenBack(move, report), endsSync);
            case DONE -> done(move, report, wayBack, endsSync);
        };
    }

    private static List<String> takenBack(WritersMove move, WritesReport report) {
        return switch (move) {
            case AT_ONCE, ONE_BY_ONE -> CutoverAnswer.takenBack(report.blockers(), "source");
            case FINISHED -> {
                List<String> lines = new ArrayList<>();
                report.blockers().forEach(blocker -> lines.add("taken back: " + blocker));
                lines.add("the writers go on moving one by one");
                yield lines;
            }
        };
    }

    private static List<String> done(WritersMove move, WritesReport report, WayBack wayBack, boolean endsSync) {
        List<String> lines = new ArrayList<>();
        switch (move) {
            case AT_ONCE -> {
                Duration pause = report.pause();
                lines.add("the application may write the target"
                        + (pause == null ? "" : "; nobody could write for " + pause.toMillis() + " ms"));
            }
            case ONE_BY_ONE -> {
                lines.add("the application may write the target, writer by writer: let each rest before it moves, until"
                        + " what it wrote to the source has arrived");
                if (endsSync) {
                    lines.add("sync ends with this command: begin run --follow before the first writer moves");
                }
                lines.add("once all have moved: cutover writes --finish");
                return lines;
            }
            case FINISHED -> lines.add("all writers have moved: sync from source to target is off");
        }
        if (wayBack.isOpen() && endsSync) {
            lines.add("what it writes there flows back once run --follow, or another process, synchronises");
        }
        lines.add(wayBack.isOpen() ? "finish with complete, or go back with rollback" : "finish with complete");
        return lines;
    }
}

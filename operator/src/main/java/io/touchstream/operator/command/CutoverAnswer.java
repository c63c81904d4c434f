package io.touchstream.operator.command;

import io.touchstream.operator.cutover.BackReport;
import io.touchstream.operator.cutover.Blocker;
import io.touchstream.operator.cutover.Preview;
import io.touchstream.operator.cutover.Step;
import io.touchstream.operator.cutover.WritesReport;
import io.touchstream.operator.cutover.WritesReport.Outcome;
import io.touchstream.operator.output.Descriptions;
import io.touchstream.protocol.control.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says for people and programs what a cut-over, or a way back, has come to. */
final class CutoverAnswer {
    private static final String SYNC_ENDS = "sync ends with this command: run --follow goes on with it";

    private CutoverAnswer() {}

    /**
     * Adds what is to be done where sync has run in this process alone.
     *
     * @param endsSync whether it has
     */
    static List<String> withSync(List<String> lines, boolean endsSync) {
        return endsSync ? Stream.concat(lines.stream(), Stream.of(SYNC_ENDS)).toList() : lines;
    }

    static List<Map<String, String>> blockers(List<Blocker> blockers) {
        return blockers.stream()
                .map(blocker -> Map.of("what", blocker.what(), "next", blocker.next()))
                .toList();
    }

    static List<String> refusal(List<Blocker> blockers) {
        List<String> lines = new ArrayList<>();
        blockers.forEach(blocker -> lines.add("blocked: " + blocker));
        lines.add("nothing was changed");
        return lines;
    }

    /** Says that all is as before. */
    static List<String> takenBack(List<Blocker> blockers, String side) {
        List<String> lines = new ArrayList<>();
        blockers.forEach(blocker -> lines.add("taken back: " + blocker));
        lines.add("the application goes on writing the " + side);
        return lines;
    }

    static Map<String, Object> document(String migration, Preview preview) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", migration);
        document.put("dryRun", true);
        document.put("blockers", blockers(preview.blockers()));
        document.put("actions", preview.actions());
        document.put("notes", preview.notes());
        return document;
    }

    static List<String> lines(Preview preview) {
        List<String> lines = new ArrayList<>(preview.notes());
        preview.blockers().forEach(blocker -> lines.add("would be blocked: " + blocker));
        preview.actions().forEach(action -> lines.add("would " + action));
        return lines;
    }

    static Map<String, Object> document(String migration, Phase phase, WritesReport report) {
        return document(
                migration,
                phase,
                report.outcome(),
                report.blockers(),
                report.verified() == null ? null : Descriptions.of(report.verified()),
                report.pause(),
                report.steps());
    }

    static Map<String, Object> document(String migration, Phase phase, BackReport report) {
        return document(
                migration,
                phase,
                report.outcome(),
                report.blockers(),
                report.verified() == null ? null : Descriptions.of(report.verified()),
                report.pause(),
                report.steps());
    }

    private static Map<String, Object> document(
            String migration,
            Phase phase,
            Outcome outcome,
            List<Blocker> blockers,
            @Nullable Map<String, Object> verified,
            @Nullable Duration pause,
            Map<Step, Instant> reached) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("migration", migration);
        document.put("phase", phase.label());
        document.put("outcome", outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        document.put("blockers", blockers(blockers));
        document.put("verify", verified);
        document.put("writePauseMillis", pause == null ? null : pause.toMillis());
        Map<String, String> steps = new LinkedHashMap<>();
        new TreeMap<Step, Instant>(reached).forEach((step, at) -> steps.put(step.label(), at.toString()));
        document.put("steps", steps);
        return document;
    }
}

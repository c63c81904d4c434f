package io.touchstream.operator.output;

import io.touchstream.operator.procedure.ReverseVerify;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.QuarantineEntry;
import io.touchstream.touch.verify.VerifyReport;
import io.touchstream.transformation.TargetKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Describes findings for people and programs. They name keys, since the operator asked for them, and no other values. */
public final class Descriptions {
    private Descriptions() {}

    /** Describes a verify report. */
    public static Map<String, Object> of(VerifyReport report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("equal", report.equal());
        document.put("complete", report.complete());
        document.put("faults", new TreeMap<>(report.faults()));
        document.put("sourceItemsByRule", report.sourceItemsByRule());
        document.put("expectedByTable", report.expectedByTable());
        document.put("foundByTable", report.foundByTable());
        document.put("source", new TreeMap<>(report.source()));
        document.put("target", new TreeMap<>(report.target()));
        document.put(
                "differences",
                report.differences().stream().map(Descriptions::of).toList());
        document.put("unlisted", report.unlisted());
        return document;
    }

    /** Describes the report of a comparison of the source with the target, on the way back. */
    public static Map<String, Object> of(ReverseVerify.Report report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("equal", report.equal());
        document.put("complete", report.complete());
        document.put("compared", report.compared());
        document.put("different", report.different());
        document.put(
                "differences",
                report.differences().stream()
                        .map(difference -> Map.of(
                                "kind",
                                difference.kind().name(),
                                "item",
                                difference.item().text()))
                        .toList());
        return document;
    }

    /** Describes a difference. */
    public static Map<String, Object> of(Difference difference) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("kind", difference.kind().name());
        put(document, "source", difference.source());
        put(document, "otherSource", difference.otherSource());
        put(document, "target", difference.target());
        if (!difference.attributes().isEmpty()) {
            document.put("attributes", List.copyOf(difference.attributes()));
        }
        return document;
    }

    /** Describes a quarantine entry, without its images. */
    public static Map<String, Object> of(QuarantineEntry entry) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("cause", entry.cause().name());
        document.put("detail", entry.detail());
        put(document, "source", entry.source());
        put(document, "otherSource", entry.otherSource());
        put(document, "target", entry.target());
        document.put("at", entry.at().toString());
        if (entry.images().location() != null) {
            document.put("images", entry.images().location());
        }
        return document;
    }

    /** Writes a described finding on one line. */
    public static String line(Map<String, Object> described) {
        StringBuilder line = new StringBuilder();
        described.forEach((name, value) ->
                line.append(line.isEmpty() ? "" : " ").append(name).append('=').append(value));
        return line.toString();
    }

    private static void put(Map<String, Object> document, String name, @Nullable SourceId source) {
        if (source != null) {
            document.put(name, source.text());
        }
    }

    private static void put(Map<String, Object> document, String name, @Nullable TargetKey target) {
        if (target != null) {
            document.put(name, SourceId.of(target.table(), target.key()).text());
        }
    }
}

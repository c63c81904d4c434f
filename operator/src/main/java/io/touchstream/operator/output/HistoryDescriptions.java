package io.touchstream.operator.output;

import io.touchstream.protocol.control.History.End;
import io.touchstream.protocol.control.History.Entry;
import io.touchstream.protocol.control.Lease;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Describes what was done to a migration, for people and programs. */
public final class HistoryDescriptions {
    private HistoryDescriptions() {}

    /**
     * Describes an entry.
     *
     * @param lock who holds the lock at present: a command without an end is under way if it is that one, and else was killed
     */
    public static Map<String, Object> of(Entry entry, Optional<Lease> lock) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("at", entry.at().toString());
        document.put("who", entry.who());
        document.put("command", entry.command());
        document.put("definition", entry.definition());
        document.put("before", entry.before().label());
        End end = entry.end();
        document.put("outcome", outcome(entry, lock));
        if (end != null) {
            document.put("after", end.after().label());
            document.put("endedAt", end.at().toString());
            put(document, "detail", end.detail());
            put(document, "next", end.next());
        }
        return document;
    }

    /** Writes an entry on one line. */
    public static String line(Entry entry, Optional<Lease> lock) {
        StringBuilder line = new StringBuilder()
                .append(entry.at())
                .append("  ")
                .append(entry.who())
                .append("  ")
                .append(entry.command())
                .append(": ")
                .append(outcome(entry, lock));
        End end = entry.end();
        if (end == null) {
            return line.append(", begun in phase ").append(entry.before()).toString();
        }
        line.append(", ").append(entry.before());
        if (end.after() != entry.before()) {
            line.append(" -> ").append(end.after());
        }
        append(line, "; ", end.detail());
        append(line, "; next: ", end.next());
        return line.toString();
    }

    /** Describes who holds a lock. */
    public static Map<String, Object> of(Lease lease) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("owner", lease.claim().owner().toString());
        document.put("command", lease.claim().command());
        document.put("since", lease.since().toString());
        document.put("until", lease.until().toString());
        return document;
    }

    private static String outcome(Entry entry, Optional<Lease> lock) {
        End end = entry.end();
        if (end != null) {
            return end.outcome().name().toLowerCase(Locale.ROOT);
        }
        return lock.filter(held -> held.token().equals(entry.token())).isPresent() ? "under way" : "killed";
    }

    private static void put(Map<String, Object> document, String name, @Nullable String text) {
        if (text != null) {
            document.put(name, text);
        }
    }

    private static void append(StringBuilder line, String before, @Nullable String text) {
        if (text != null) {
            line.append(before).append(text);
        }
    }
}

package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Records what was done to a migration: who, when, what, with which definition, and what came of it. */
public final class History {
    private static final String PARTITION = "HISTORY";
    private static final String AT = "at";
    private static final String TOKEN = "token";
    private static final String WHO = "who";
    private static final String COMMAND = "command";
    private static final String DEFINITION = "definition";
    private static final String BEFORE = "before";
    private static final String ENDED = "endedAt";
    private static final String AFTER = "after";
    private static final String OUTCOME = "outcome";
    private static final String DETAIL = "detail";
    private static final String NEXT = "next";
    /** Of one width, so that rows are in the order of time. */
    private static final DateTimeFormatter SORTED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final ControlTable control;

    public History(ControlTable control) {
        this.control = control;
    }

    /** Names what may come of a command. */
    public enum Outcome {
        /** It did what was asked. */
        DONE,
        /** It found what it looks for, or has not come to its end. */
        FOUND,
        /** It failed. */
        FAILED
    }

    /**
     * Says what came of a command.
     *
     * @param at when it ended
     * @param after the phase in which it left the migration
     * @param detail the cause of a failure, or what else is to be remembered, in one line; null for nothing
     * @param next what the operator is to do; null for nothing
     */
    public record End(
            Instant at,
            Phase after,
            Outcome outcome,
            @Nullable String detail,
            @Nullable String next) {}

    /**
     * Describes one command.
     *
     * @param at when it began
     * @param token the token of the lease that it held, which tells a command under way from one that was killed
     * @param who user and host
     * @param command the command and its arguments
     * @param definition the checksum of the definition that it was given
     * @param before the phase in which it found the migration
     * @param end what came of it; null where it is under way, or was killed
     */
    public record Entry(
            Instant at,
            String token,
            String who,
            String command,
            String definition,
            Phase before,
            @Nullable End end) {
        /** Returns the entry as it is once the command has ended. */
        public Entry ended(End how) {
            return new Entry(at, token, who, command, definition, before, how);
        }
    }

    /** Stores an entry, or its new state. */
    public void save(Entry entry) {
        Map<String, AttributeValue> row = new HashMap<>(Map.of(
                AT, Rows.instant(entry.at()),
                TOKEN, AttributeValues.string(entry.token()),
                WHO, AttributeValues.string(entry.who()),
                COMMAND, AttributeValues.string(entry.command()),
                DEFINITION, AttributeValues.string(entry.definition()),
                BEFORE, PhaseState.text(entry.before())));
        End end = entry.end();
        if (end != null) {
            row.put(ENDED, Rows.instant(end.at()));
            row.put(AFTER, PhaseState.text(end.after()));
            row.put(OUTCOME, AttributeValues.string(end.outcome().name()));
            put(row, DETAIL, end.detail());
            put(row, NEXT, end.next());
        }
        control.put(PARTITION, SORTED.format(entry.at()) + "#" + entry.token(), row);
    }

    /** Returns all entries, the earliest first. */
    public List<Entry> all() {
        return control.query(PARTITION).map(History::entry).toList();
    }

    /** Returns the latest entry, if there is any. */
    public Optional<Entry> latest() {
        return control.last(PARTITION).map(History::entry);
    }

    private static Entry entry(Item row) {
        return new Entry(
                Rows.instant(row, AT),
                Rows.text(row, TOKEN),
                Rows.text(row, WHO),
                Rows.text(row, COMMAND),
                Rows.text(row, DEFINITION),
                PhaseState.phase(Rows.text(row, BEFORE)),
                row.has(ENDED) ? end(row) : null);
    }

    private static End end(Item row) {
        return new End(
                Rows.instant(row, ENDED),
                PhaseState.phase(Rows.text(row, AFTER)),
                Outcome.valueOf(Rows.text(row, OUTCOME)),
                row.has(DETAIL) ? Rows.text(row, DETAIL) : null,
                row.has(NEXT) ? Rows.text(row, NEXT) : null);
    }

    private static void put(Map<String, AttributeValue> row, String name, @Nullable String text) {
        if (text != null) {
            row.put(name, AttributeValues.string(text));
        }
    }
}

package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.protocol.control.History.End;
import io.touchstream.protocol.control.History.Entry;
import io.touchstream.protocol.control.History.Outcome;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryIT {
    private static final Instant AT = Instant.parse("2026-11-27T08:00:00Z");

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    private final ControlTable control = new ControlTable(database.client(), "history-" + UUID.randomUUID());
    private final History history = new History(control);

    @BeforeEach
    void create() {
        database.client().createTable(ControlTable.creation(control.name()));
    }

    @Test
    void all_entries_areInTheOrderOfTime() {
        Entry third = entry(AT.plusSeconds(1), "a");
        Entry first = entry(AT, "c");
        Entry second = entry(AT.plusNanos(1_000_000), "b");
        assertThat(history.latest()).isEmpty();
        history.save(third);
        history.save(first);
        history.save(second);

        assertThat(history.all()).containsExactly(first, second, third);
        assertThat(history.latest()).contains(third);
    }

    @Test
    void save_entryThatHasEnded_replacesTheOneUnderWay() {
        Entry begun = entry(AT, "a");
        Entry ended = begun.ended(new End(
                AT.plusSeconds(9), Phase.TOUCHING, Outcome.FAILED, "the table is gone", "restore it, then run again"));
        history.save(begun);
        assertThat(history.all()).containsExactly(begun);

        history.save(ended);
        assertThat(history.all()).containsExactly(ended);
    }

    private static Entry entry(Instant at, String token) {
        return new Entry(at, token, "ada@host", "run --follow", "checksum", Phase.CREATED, null);
    }
}

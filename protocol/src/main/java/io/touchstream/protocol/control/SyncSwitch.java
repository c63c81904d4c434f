package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Lets a command tell a process that synchronises on a machine in which directions to do so, and lets that process answer
 * when it does. What is wished for outlives both, so that whoever synchronises next begins with it.
 *
 * <p>Wishes are for those who hold the operator's lock, answers for who holds the lock of sync. Where a stack synchronises,
 * its event source mappings are switched instead, and nothing of this is used.
 */
public final class SyncSwitch {
    private static final String PARTITION = "MIGRATION";
    private static final String SORT = "DIRECTIONS";
    private static final String WANTED = "wanted";
    private static final String WISH = "wish";
    private static final String SINCE = "since";
    private static final String ANEW = "anew";
    private static final String ANSWERED = "answered";

    private final ControlTable control;

    public SyncSwitch(ControlTable control) {
        this.control = control;
    }

    /**
     * One wish.
     *
     * @param token names it; two wishes for the same are two
     * @param fulfilled whether it was answered: whoever synchronises does so in these directions, and in no other
     * @param anew whether what runs in these directions already is to be ended and begun again
     */
    public record Wish(Directions directions, String token, boolean fulfilled, boolean anew) {}

    /** Returns the latest wish; {@link Directions#FORWARD}, with an empty token, where there never was one. */
    public Wish wish() {
        return control.get(PARTITION, SORT).map(SyncSwitch::of).orElse(new Wish(Directions.FORWARD, "", false, false));
    }

    /** Wishes for directions, in place of what was wished for before, and returns the wish. */
    public Wish want(Directions directions, Instant at) {
        return want(directions, at, false);
    }

    /**
     * As {@link #want}, and once it is answered nothing goes on that began before: what sync has read of the control table up to
     * then is of no effect any more.
     */
    public Wish wantAnew(Directions directions, Instant at) {
        return want(directions, at, true);
    }

    private Wish want(Directions directions, Instant at, boolean anew) {
        String token = UUID.randomUUID().toString();
        control.put(
                PARTITION,
                SORT,
                Map.of(
                        WANTED, AttributeValues.string(directions.name()),
                        WISH, AttributeValues.string(token),
                        SINCE, Rows.instant(at),
                        ANEW, AttributeValues.bool(anew)));
        return new Wish(directions, token, false, anew);
    }

    /**
     * Answers a wish: it is fulfilled.
     *
     * @return false where another wish has taken its place
     */
    public boolean answer(Wish wish) {
        return control.update(
                PARTITION,
                SORT,
                UpdateItemRequest.builder()
                        .updateExpression("SET #answered = :token")
                        // INVARIANT: an answer is to the wish that stands. One that comes late must not answer the
                        // next.
                        .conditionExpression("#wish = :token")
                        .expressionAttributeNames(Map.of("#answered", ANSWERED, "#wish", WISH))
                        .expressionAttributeValues(Map.of(":token", AttributeValues.string(wish.token()))));
    }

    private static Wish of(Item row) {
        String token = Rows.text(row, WISH);
        boolean answered = row.has(ANSWERED) && Rows.text(row, ANSWERED).equals(token);
        return new Wish(Directions.valueOf(Rows.text(row, WANTED)), token, answered, Rows.flag(row, ANEW));
    }
}

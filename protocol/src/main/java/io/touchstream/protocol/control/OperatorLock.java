package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.protocol.control.Lease.Claim;
import io.touchstream.protocol.control.Lease.Owner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Lets one operator at a time change a migration: a lease with an owner, a token and an expiry.
 *
 * <p>Expiry is compared with this process's clock, so clocks should agree within a fraction of a lease. Whoever loses the
 * lease all the same does no harm: phases are changed by conditional writes, and items by guarded ones.
 */
public final class OperatorLock {
    private static final String PARTITION = "LOCK";
    private static final String OPERATOR = "OPERATOR";
    private static final String SYNC = "SYNC";
    private static final int TRIES = 5;

    private final ControlTable control;
    private final Clock clock;
    private final String sort;

    /** Creates the lock that every command holds which changes something. */
    public OperatorLock(ControlTable control, Clock clock) {
        this(control, clock, OPERATOR);
    }

    private OperatorLock(ControlTable control, Clock clock, String sort) {
        this.control = control;
        this.clock = clock;
        this.sort = sort;
    }

    /** Returns the lock that a process holds for as long as it synchronises, beside the commands of other processes. */
    public static OperatorLock ofSync(ControlTable control, Clock clock) {
        return new OperatorLock(control, clock, SYNC);
    }

    /** Says what became of a claim. */
    public sealed interface Acquisition permits Acquired, Held {}

    /**
     * The lock is the claimant's.
     *
     * @param from from whom it was taken over; nothing where it was free
     */
    public record Acquired(Lease lease, Optional<Lease> from) implements Acquisition {}

    /** The lock is somebody else's. */
    public record Held(Lease by) implements Acquisition {}

    /**
     * Takes the lock where it is free, has expired, or its owner is known to be gone.
     *
     * @param lasting how long it is the claimant's unless it is renewed
     * @param gone tells of an owner whether its process has surely ended
     */
    public Acquisition acquire(Claim claim, Duration lasting, Predicate<Owner> gone) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Lease wanted = new Lease(claim, UUID.randomUUID().toString(), now, now.plus(lasting));
        for (int attempt = 1; ; attempt++) {
            Optional<Lease> found = holder();
            boolean free = found.isEmpty() || isOver(found.get(), gone);
            if (free && take(wanted, found)) {
                return new Acquired(wanted, found);
            }
            if (!free || attempt == TRIES) {
                return found.<Acquisition>map(Held::new)
                        .orElseThrow(() -> new IllegalStateException("the lock is taken and released all the time"));
            }
        }
    }

    /** Prolongs a lease; nothing where it was taken over, or released. */
    public Optional<Lease> renew(Lease lease, Duration lasting) {
        Instant until = clock.instant().truncatedTo(ChronoUnit.MILLIS).plus(lasting);
        // INVARIANT: only the token's holder prolongs.
        boolean renewed = control.update(
                PARTITION,
                sort,
                UpdateItemRequest.builder()
                        .updateExpression("SET #until = :until")
                        .conditionExpression("#token = :token")
                        .expressionAttributeNames(Map.of("#until", Lease.UNTIL, "#token", Lease.TOKEN))
                        .expressionAttributeValues(Map.of(
                                ":until", AttributeValues.number(until.toEpochMilli()),
                                ":token", AttributeValues.string(lease.token()))));
        return renewed ? Optional.of(lease.prolonged(until)) : Optional.empty();
    }

    /** Gives the lock back; tells whether it was still held by this lease. */
    public boolean release(Lease lease) {
        // INVARIANT: only the token's holder releases.
        return control.delete(PARTITION, sort, Lease.TOKEN, AttributeValues.string(lease.token()));
    }

    /** Returns the lease in force, which may have expired, if there is one. */
    public Optional<Lease> holder() {
        return control.get(PARTITION, sort).map(Lease::of);
    }

    /** Tells whether others may take a lease over. */
    public boolean isOver(Lease lease, Predicate<Owner> gone) {
        return clock.instant().isAfter(lease.until()) || gone.test(lease.claim().owner());
    }

    /** INVARIANT: the lock is taken from whom it was seen with, and not if that one has renewed it since. */
    private boolean take(Lease wanted, Optional<Lease> from) {
        Map<String, String> names = new HashMap<>(Map.of("#token", Lease.TOKEN));
        Map<String, AttributeValue> values = new HashMap<>();
        String condition = "attribute_not_exists(#token)";
        if (from.isPresent()) {
            condition = "#token = :seen AND #untilMillis = :seenUntil";
            values.put(":seen", AttributeValues.string(from.get().token()));
            values.put(":seenUntil", AttributeValues.number(from.get().until().toEpochMilli()));
        }
        StringBuilder sets = new StringBuilder();
        wanted.row().forEach((name, value) -> {
            sets.append(sets.isEmpty() ? "SET #" : ", #")
                    .append(name)
                    .append(" = :")
                    .append(name);
            names.put("#" + name, name);
            values.put(":" + name, value);
        });
        boolean taken = control.update(
                PARTITION,
                sort,
                UpdateItemRequest.builder()
                        .updateExpression(sets.toString())
                        .conditionExpression(condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values));
        // A write whose answer was lost is sent again, and then refused because it was done.
        return taken
                || holder().filter(held -> held.token().equals(wanted.token())).isPresent();
    }
}

package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Describes a lock that is held, or was.
 *
 * @param claim who holds it, and what for
 * @param token unique to this holding
 * @param since since when
 * @param until when others may take it over, in whole milliseconds
 */
public record Lease(Claim claim, String token, Instant since, Instant until) {
    static final String TOKEN = "token";
    static final String UNTIL = "untilMillis";

    private static final String USER = "user";
    private static final String HOST = "host";
    private static final String PID = "pid";
    private static final String PROCESSES = "processes";
    private static final String COMMAND = "command";
    private static final String DEFINITION = "definition";
    private static final String SINCE = "since";

    /**
     * Names a process.
     *
     * @param processes names the space in which its id is unique: a machine, or a container
     */
    public record Owner(String user, String host, long pid, String processes) {
        /** Returns who it is, without the process. */
        public String who() {
            return user + "@" + host;
        }

        @Override
        public String toString() {
            return who() + " (process " + pid + ")";
        }
    }

    /**
     * Says who asks for a lock, and what for.
     *
     * @param definition the checksum of the definition that it works with
     */
    public record Claim(Owner owner, String command, String definition) {}

    @Override
    public String toString() {
        return claim.owner() + ", " + claim.command() + ", since " + since;
    }

    /** Returns the same lease with a later end. */
    Lease prolonged(Instant end) {
        return new Lease(claim, token, since, end);
    }

    Map<String, AttributeValue> row() {
        Owner owner = claim.owner();
        return Map.of(
                TOKEN, AttributeValues.string(token),
                USER, AttributeValues.string(owner.user()),
                HOST, AttributeValues.string(owner.host()),
                PID, AttributeValues.number(owner.pid()),
                PROCESSES, AttributeValues.string(owner.processes()),
                COMMAND, AttributeValues.string(claim.command()),
                DEFINITION, AttributeValues.string(claim.definition()),
                SINCE, Rows.instant(since),
                UNTIL, AttributeValues.number(until.toEpochMilli()));
    }

    static Lease of(Item row) {
        Owner owner =
                new Owner(Rows.text(row, USER), Rows.text(row, HOST), Rows.number(row, PID), Rows.text(row, PROCESSES));
        return new Lease(
                new Claim(owner, Rows.text(row, COMMAND), Rows.text(row, DEFINITION)),
                Rows.text(row, TOKEN),
                Rows.instant(row, SINCE),
                Instant.ofEpochMilli(Rows.number(row, UNTIL)));
    }
}

package io.touchstream.protocol.control;

import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import io.touchstream.protocol.Direction;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.transformation.TargetKey;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes a source item whose change could not be applied.
 *
 * @param source the source item
 * @param version the change
 * @param cause the kind of obstacle
 * @param detail the obstacle in one line, without item values
 * @param target the target item that it concerns; null where it concerns none
 * @param otherSource the source item that holds the target key, for a collision; null otherwise
 * @param leftKeys target items that show an earlier state of the source item, to be settled when it succeeds
 * @param images the change's images
 * @param at when it was last seen
 * @param direction the direction of sync that could not apply it: in reverse, {@code source} names a target item, and what
 *     is called target here are items of the source tables
 */
public record QuarantineEntry(
        SourceId source,
        Version version,
        Cause cause,
        String detail,
        @Nullable TargetKey target,
        @Nullable SourceId otherSource,
        Set<TargetKey> leftKeys,
        Images images,
        Instant at,
        Direction direction) {
    private static final int LONGEST_DETAIL = 1000;

    public QuarantineEntry {
        // Kept in their order, so that what follows from an entry happens in the same order in every process.
        leftKeys = Collections.unmodifiableSet(new LinkedHashSet<>(leftKeys));
        detail = oneLine(detail);
    }

    /** Describes a change of the source. */
    public QuarantineEntry(
            SourceId source,
            Version version,
            Cause cause,
            String detail,
            @Nullable TargetKey target,
            @Nullable SourceId otherSource,
            Set<TargetKey> leftKeys,
            Images images,
            Instant at) {
        this(source, version, cause, detail, target, otherSource, leftKeys, images, at, Direction.FORWARD);
    }

    /** A transformer's own message may be anything, also as large as an item. */
    private static String oneLine(String text) {
        int points = text.codePointCount(0, text.length());
        String cut = points <= LONGEST_DETAIL ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST_DETAIL));
        return cut.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ");
    }

    /** Names the kinds of obstacle. */
    public enum Cause {
        /** The transformation failed, or its result cannot be an item of the target. */
        TRANSFORM_FAILED,
        /** Another source item holds the target key. */
        COLLISION,
        /** DynamoDB refused the write as invalid. */
        REJECTED,
        /** The stream record cannot be understood. */
        MALFORMED_RECORD
    }

    /** Holds a change's images before and after, either of which may be absent; or where they were put. */
    public record Images(
            @Nullable Item before,
            @Nullable Item after,
            @Nullable String location) {
        /** Returns both images as one JSON document, in DynamoDB JSON; an absent one is null. */
        public String json() {
            return "{\"before\":" + json(before) + ",\"after\":" + json(after) + "}";
        }

        private static String json(@Nullable Item image) {
            return image == null ? "null" : DynamoDbJson.write(image);
        }

        /** Returns the size of both images, in bytes. */
        public int sizeInBytes() {
            return (before == null ? 0 : before.sizeInBytes()) + (after == null ? 0 : after.sizeInBytes());
        }
    }
}

package io.touchstream.protocol.control;

import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.transformation.TargetKey;
import java.time.Instant;
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
        Instant at) {
    public QuarantineEntry {
        leftKeys = Set.copyOf(leftKeys);
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

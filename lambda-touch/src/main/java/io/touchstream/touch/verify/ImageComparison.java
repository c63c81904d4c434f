package io.touchstream.touch.verify;

import io.touchstream.item.Item;
import io.touchstream.item.ReservedAttributes;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Differences.Kind;
import io.touchstream.transformation.TargetImage;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares one expected image with the item that the target holds under its key. */
final class ImageComparison {
    private ImageComparison() {}

    /**
     * Returns what is wrong, or nothing.
     *
     * @param found the target's item; null where there is none
     */
    static Optional<Difference> compare(SourceId source, TargetImage expected, @Nullable Item found) {
        if (found == null) {
            return Optional.of(new Difference(Kind.MISSING, source, null, expected.key(), new TreeSet<>()));
        }
        Optional<Provenance> provenance = Provenance.of(found.attributes());
        SortedSet<String> differing = expected.item().differingAttributes(content(found, provenance.isPresent()));
        if (provenance.isPresent() && !provenance.get().source().equals(source)) {
            SourceId holder = provenance.get().source();
            return Optional.of(new Difference(Kind.COLLISION, source, holder, expected.key(), differing));
        }
        if (differing.isEmpty()) {
            return Optional.empty();
        }
        Kind kind = provenance.isPresent() ? Kind.DIFFERENT : Kind.APPLICATION_OWNED;
        return Optional.of(new Difference(kind, source, null, expected.key(), differing));
    }

    /** Leaves out what sync and replication wrote; something else under the provenance's name is content. */
    private static Item content(Item found, boolean hasProvenance) {
        return found.withoutMatching(
                name -> ReservedAttributes.isReserved(name) && (hasProvenance || !name.equals(Provenance.ATTRIBUTE)));
    }
}

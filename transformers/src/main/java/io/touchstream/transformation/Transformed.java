package io.touchstream.transformation;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Holds what {@code f} says of one source item: the images, at most one for a target key. */
public record Transformed(List<TargetImage> images) {
    /** The result for an item that is absent or dropped. */
    public static final Transformed NOTHING = new Transformed(List.of());

    public Transformed {
        images = List.copyOf(images);
    }

    /** Returns the keys of the images, in their order: it tells which target table a rule names first. */
    public Set<TargetKey> keys() {
        Set<TargetKey> keys = new LinkedHashSet<>();
        images.forEach(image -> keys.add(image.key()));
        return Collections.unmodifiableSet(keys);
    }
}

package io.touchstream.transformation;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds what {@code f} says of one source item: the images, at most one for a target key. */
public record Transformed(List<TargetImage> images) {
    /** The result for an item that is absent or dropped. */
    public static final Transformed NOTHING = new Transformed(List.of());

    public Transformed {
        images = List.copyOf(images);
    }

    /** Returns the keys of the images. */
    public Set<TargetKey> keys() {
        return images.stream().map(TargetImage::key).collect(Collectors.toUnmodifiableSet());
    }
}

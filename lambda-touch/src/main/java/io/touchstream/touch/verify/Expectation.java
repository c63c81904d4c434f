package io.touchstream.touch.verify;

import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the targets are expected to hold for one source item.
 *
 * @param images the items expected
 * @param label the name under which the item is counted; null where there is no source item or no name for it
 * @param failed whether the transformation failed
 * @param excluded whether the definition does not want the item touched
 * @param expired whether the source item has expired
 */
record Expectation(
        List<TargetImage> images, @Nullable String label, boolean failed, boolean excluded, boolean expired) {
    static final Expectation NOTHING = new Expectation(List.of(), null, false, false, false);

    Expectation {
        images = List.copyOf(images);
    }

    boolean sourceExists() {
        return label != null || failed;
    }

    Set<TargetKey> keys() {
        return images.stream().map(TargetImage::key).collect(Collectors.toUnmodifiableSet());
    }
}

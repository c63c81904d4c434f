package io.touchstream.transform;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns one target item back into the source item that it came from, so that the source can be kept current after the
 * application has begun to write the target. Named in a definition as {@code transform.inverse.java}; where none is named,
 * one is derived from the rules, as far as they allow ({@link Invertibility}).
 *
 * <p>The contract, besides that of {@link Transformer}, which holds here too (pure, whole, own keys, safe to share; an
 * exception quarantines the item, and carries no item values):
 *
 * <ul>
 *   <li><b>It undoes the transformation.</b> The source item answered must yield the target item's key again; what does not
 *       is refused and quarantined. For an unchanged target item, and the source item that it came from, the answer is
 *       that source item.
 *   <li><b>The present source item is a help, never a condition.</b> It is what the source still holds for this target item
 *       (removed attributes, say), and null where it holds nothing, or nothing is known yet: the method is then called a
 *       second time, with the item that the first answer named. Which keys are answered must not depend on it, except
 *       where nothing else tells them.
 *   <li>No answer says that the source is to hold nothing for this target item: of several target items that one
 *       source item yields, all but one are answered so.
 * </ul>
 */
@FunctionalInterface
public interface InverseTransformer {
    /**
     * Returns what a source table is to hold for this target item, or nothing.
     *
     * @param present the source item that stands for the target item now; null where there is none, or none is known
     */
    Optional<SourceWrite> inverse(TargetItem target, @Nullable SourceItem present);
}

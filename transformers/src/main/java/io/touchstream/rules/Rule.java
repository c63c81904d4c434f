package io.touchstream.rules;

import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import java.util.List;

/** Applies to some source items and says what the target holds for them. Pure and safe to share between threads. */
public interface Rule {
    /** Returns the short name under which the rule is counted and reported, such as {@code rule 3}. */
    String label();

    /** Tells whether the rule applies. */
    boolean appliesTo(SourceItem source);

    /**
     * Returns the target's items for a source item to which the rule applies.
     *
     * @throws io.touchstream.transform.TransformException when the item lacks what the rule needs
     */
    List<TargetWrite> apply(SourceItem source);
}

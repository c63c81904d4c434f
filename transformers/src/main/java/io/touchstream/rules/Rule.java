package io.touchstream.rules;

import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import java.util.List;

/** Applies to some source items and says what the target holds for them. */
public interface Rule {
    /** Tells whether the rule applies. */
    boolean appliesTo(SourceItem source);

    /** Returns the target's items for a source item to which the rule applies. */
    List<TargetWrite> apply(SourceItem source);
}

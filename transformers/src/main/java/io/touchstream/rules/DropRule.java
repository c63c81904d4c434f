package io.touchstream.rules;

import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import java.util.List;

/** Leaves items out: the target holds nothing for them. */
public record DropRule(String label, Scope scope) implements Rule {
    @Override
    public boolean appliesTo(SourceItem source) {
        return scope.includes(source);
    }

    @Override
    public List<TargetWrite> apply(SourceItem source) {
        return List.of();
    }
}

package io.touchstream.definition;

import io.touchstream.rules.Rule;
import java.util.List;

/** States how a source item becomes target items: by rules, or by a class. */
public sealed interface TransformDefinition {
    /** The first rule that applies decides; where none does, the item is copied as it is. */
    record Rules(List<Rule> rules) implements TransformDefinition {
        public Rules {
            rules = List.copyOf(rules);
        }
    }

    /** A class on the class path that implements {@code Transformer}. */
    record JavaClass(String className) implements TransformDefinition {}
}

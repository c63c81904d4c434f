package io.touchstream.definition;

import io.touchstream.rules.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** States how a source item becomes target items, by rules or by a class, and perhaps which class undoes it. */
public sealed interface TransformDefinition {
    /** Returns the class on the class path that implements {@code InverseTransformer}; null where none is named. */
    @Nullable
    ClassReference inverse();

    /** The first rule that applies decides; where none does, the item is copied as it is. */
    record Rules(List<Rule> rules, @Nullable ClassReference inverse) implements TransformDefinition {
        public Rules {
            rules = List.copyOf(rules);
        }
    }

    /** A class on the class path that implements {@code Transformer}. */
    record JavaClass(ClassReference transformer, @Nullable ClassReference inverse) implements TransformDefinition {}
}

package io.touchstream.definition;

import java.util.List;

/** States which attributes an index holds besides the keys. */
public sealed interface Projection {
    /** Every attribute. */
    record All() implements Projection {}

    /** The keys of table and index only. */
    record KeysOnly() implements Projection {}

    /** The keys and the attributes named. */
    record Include(List<String> attributes) implements Projection {
        public Include {
            attributes = List.copyOf(attributes);
        }
    }
}

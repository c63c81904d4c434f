package io.touchstream.touch.verify;

import io.touchstream.protocol.control.Differences.Difference;
import java.util.List;

/**
 * Says what is wrong with one subject, as far as one look at both sides can tell.
 *
 * @param differences what is wrong; empty for nothing
 * @param counts what the subject adds to the counts
 * @param certain whether the passing of time cannot mend it, so that there is nothing to wait for
 */
record Verdict(List<Difference> differences, Counts counts, boolean certain) {
    Verdict {
        differences = List.copyOf(differences);
    }

    boolean isClean() {
        return differences.isEmpty();
    }
}

package io.touchstream.operator.planning;

import java.util.Locale;

/** Says how a fact bears on the migration. */
public enum Verdict {
    /** Nothing needs to be done. */
    FINE,
    /** The migration is possible; somebody should know, or do something first. */
    ATTENTION,
    /** The migration must not begin like this. */
    REFUSED,
    /** It cannot be told here: the endpoint lacks the service, the caller lacks the right, or only people know. */
    UNKNOWN;

    /** Returns the verdict as it is printed. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

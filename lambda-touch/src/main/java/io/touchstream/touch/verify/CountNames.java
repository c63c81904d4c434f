package io.touchstream.touch.verify;

import io.touchstream.protocol.control.Differences.Kind;

/** Names what verify counts. */
public final class CountNames {
    /** Items that the scan returned. */
    public static final String SCANNED = "scanned";
    /** Forward, images that were compared; in reverse, target items that were traced to their source. */
    public static final String COMPARED = "compared";
    /** Those of them with which nothing is wrong. */
    public static final String EQUAL = "equal";
    /** Source items that the definition does not want touched and of which the target lacks something. */
    public static final String EXCLUDED = "excluded";
    /** Differences of items that never held still, reported as they were last seen. */
    public static final String UNSETTLED = "unsettled";
    /** Differences that were stored in detail. */
    public static final String LISTED = "listed";
    /** Differences beyond what a segment stores in detail. */
    public static final String UNLISTED = "unlisted";
    /** Forward, images whose key is held by an item of the application's own that differs; in reverse, all such items. */
    public static final String APPLICATION_OWNED = "applicationOwned";
    /** Begins the names of the counts by rule. */
    public static final String RULE_PREFIX = "rule.";
    /** Begins the names of the counts by target table: forward the images expected, in reverse the items found. */
    public static final String TABLE_PREFIX = "table.";

    private CountNames() {}

    /** Returns the name under which a kind of difference is counted. */
    public static String of(Kind kind) {
        return switch (kind) {
            case MISSING -> "missing";
            case DIFFERENT -> "different";
            case GHOST -> "ghost";
            case COLLISION -> "collision";
            case APPLICATION_OWNED -> APPLICATION_OWNED;
            case EXPIRED -> "expired";
            case QUARANTINED -> "quarantined";
        };
    }
}

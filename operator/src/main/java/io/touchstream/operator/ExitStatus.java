package io.touchstream.operator;

/** Names the command line's exit statuses. */
public final class ExitStatus {
    /** Done and true. */
    public static final int DONE = 0;
    /** It found what it looks for: differences, quarantined items. */
    public static final int FOUND = 1;
    /** Wrong usage or definition. */
    public static final int USAGE = 2;
    /** It could not reach or use something. */
    public static final int UNREACHABLE = 3;

    private ExitStatus() {}
}

package io.touchstream.machine;

/** Names the functions that work on segments. Each has rights of its own, so that no job can do another's. */
public enum SegmentFunction {
    /** Marks source items. */
    TOUCH("Touch", "touching source items"),
    /** Copies source items. */
    COPY("Copy", "copying source items"),
    /** Compares, in both directions. */
    VERIFY("Verify", "comparing source and target"),
    /** Takes the marker away. */
    UNTOUCH("Untouch", "removing the marker");

    private final String id;
    private final String description;

    SegmentFunction(String id, String description) {
        this.id = id;
        this.description = description;
    }

    /** Returns the function's name within the stack. */
    public String id() {
        return id;
    }

    /** Returns what it does. */
    public String description() {
        return description;
    }
}

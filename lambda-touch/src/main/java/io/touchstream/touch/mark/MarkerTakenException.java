package io.touchstream.touch.mark;

/** Says that the marker attribute's name is in use by the application, so that nothing may be written under it. */
public final class MarkerTakenException extends RuntimeException {
    public MarkerTakenException(String table, String marker) {
        super("table " + table + " has items with an attribute " + marker
                + " of their own: rollback --untouch, then begin a new migration with another touch.marker");
    }
}

package io.touchstream.machine;

import java.util.Locale;

/** Makes names that AWS accepts out of names of tables. */
public final class Names {
    private Names() {}

    /** Returns a name for a resource within the stack that is told from those of other tables. */
    public static String logical(String table) {
        boolean plain = table.matches("[A-Za-z0-9]+");
        String letters = table.replaceAll("[^A-Za-z0-9]", "");
        // Tables whose names differ in signs only must not meet under one name.
        return plain
                ? letters
                : letters + "x" + Integer.toHexString(table.hashCode()).toUpperCase(Locale.ROOT);
    }
}

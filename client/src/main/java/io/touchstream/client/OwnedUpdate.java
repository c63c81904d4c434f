package io.touchstream.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Adds the removal of provenance to an update.
 *
 * @param expression the update expression
 * @param names the expression's attribute names
 */
record OwnedUpdate(String expression, Map<String, String> names) {
    /**
     * The keyword of a clause. It is a reserved word, so that an attribute is named so by a placeholder alone, and
     * placeholders begin with a sign.
     */
    private static final Pattern REMOVE = Pattern.compile("(?<![#:.\\w])REMOVE(?=\\s)", Pattern.CASE_INSENSITIVE);

    private static final String PLACEHOLDER = "#touchstream";

    /**
     * Returns the update with the removal.
     *
     * @param expression the application's; null or empty where it only makes sure of the item
     * @throws UnsupportedWriteException where it names the provenance itself
     */
    static OwnedUpdate of(@Nullable String expression, Map<String, String> names) {
        if (names.containsValue(Ownership.PROVENANCE)) {
            throw new UnsupportedWriteException("an update names the attribute " + Ownership.PROVENANCE
                    + ", which is the migration's own: leave it out");
        }
        String placeholder = PLACEHOLDER;
        while (names.containsKey(placeholder)) {
            placeholder += "_";
        }
        Map<String, String> all = new LinkedHashMap<>(names);
        all.put(placeholder, Ownership.PROVENANCE);
        return new OwnedUpdate(added(expression == null ? "" : expression, placeholder), all);
    }

    private static String added(String expression, String placeholder) {
        Matcher clause = REMOVE.matcher(expression);
        if (clause.find()) {
            return expression.substring(0, clause.end()) + " " + placeholder + "," + expression.substring(clause.end());
        }
        return (expression + " REMOVE " + placeholder).strip();
    }
}

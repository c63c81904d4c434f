package io.touchstream.definition;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Words messages: always one line, never very long. */
final class Messages {
    private static final int LONGEST_QUOTE = 60;
    private static final int LONGEST_PATH = 300;
    private static final int LONGEST_PROBLEM = 500;
    private static final int MOST_NAMES = 20;

    private Messages() {}

    /** Returns a text fit for quoting within a line: without control characters, and cut where it is long. */
    static String shortened(String text) {
        return oneLine(cut(text, LONGEST_QUOTE));
    }

    /** Words the line that reports a problem: file, line number, the way to the value, and the problem. */
    static String at(String file, int line, String path, String problem) {
        String where = path.isEmpty() ? "" : cut(path, LONGEST_PATH) + ": ";
        return oneLine(file + ":" + line + ": " + where + cut(problem, LONGEST_PROBLEM));
    }

    private static String cut(String text, int most) {
        int points = text.codePointCount(0, text.length());
        return points <= most ? text : text.substring(0, text.offsetByCodePoints(0, most)) + "...";
    }

    /** Returns a text without anything that could end or disturb a line. */
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ");
    }

    /** Says which of the known names was probably meant, and otherwise which there are. */
    static String knownNames(String unknown, Collection<String> known) {
        return nearest(unknown, known)
                .map(name -> "did you mean " + name + "?")
                .orElseGet(() -> "known are " + listed(known));
    }

    private static String listed(Collection<String> names) {
        String listed = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMES ? listed : listed + " and " + (names.size() - MOST_NAMES) + " more";
    }

    /** Returns the known name that a mistaken one is nearest to, if any is near enough to be meant. */
    static Optional<String> nearest(String unknown, Collection<String> known) {
        int best = Math.max(1, Math.min(unknown.length(), LONGEST_QUOTE) / 3);
        String nearest = null;
        for (String name : known) {
            int distance = distance(unknown.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance <= best && (nearest == null || distance < best)) {
                best = distance;
                nearest = name;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** Counts the letters to be inserted, removed, replaced or swapped with their neighbour. */
    static int distance(String one, String other) {
        if (Math.abs(one.length() - other.length()) > LONGEST_QUOTE) {
            return Integer.MAX_VALUE;
        }
        int[][] distances = new int[one.length() + 1][other.length() + 1];
        for (int row = 0; row <= one.length(); row++) {
            for (int column = 0; column <= other.length(); column++) {
                distances[row][column] = cell(distances, one, other, row, column);
            }
        }
        return distances[one.length()][other.length()];
    }

    private static int cell(int[][] distances, String one, String other, int row, int column) {
        if (row == 0 || column == 0) {
            return row + column;
        }
        boolean same = one.charAt(row - 1) == other.charAt(column - 1);
        int cheapest = Math.min(distances[row - 1][column], distances[row][column - 1]) + 1;
        cheapest = Math.min(cheapest, distances[row - 1][column - 1] + (same ? 0 : 1));
        boolean swapped = row > 1
                && column > 1
                && one.charAt(row - 1) == other.charAt(column - 2)
                && one.charAt(row - 2) == other.charAt(column - 1);
        return swapped ? Math.min(cheapest, distances[row - 2][column - 2] + 1) : cheapest;
    }
}

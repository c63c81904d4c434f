package io.touchstream.rules.inverse;

import io.touchstream.item.Item;
import io.touchstream.rules.Concat;
import io.touchstream.rules.Copy;
import io.touchstream.rules.Expression;
import io.touchstream.rules.References;
import io.touchstream.rules.Template;
import io.touchstream.transform.TransformException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a text apart that an expression has put together: known pieces are given, and what stands between them is the text of the
 * attributes that are not known.
 */
final class TextPattern {
    private static final int SEVERAL = 2;

    private final List<Piece> pieces;

    private TextPattern(List<Piece> pieces) {
        this.pieces = pieces;
    }

    /** A piece of the text: of an unknown attribute, or else what an expression gives. */
    private record Piece(@Nullable String unknown, @Nullable Expression known) {}

    /**
     * Returns the pattern of an expression.
     *
     * @param unknown the top-level attributes that are not known
     * @return nothing where the expression changes an unknown attribute's text, or looks inside it
     */
    static Optional<TextPattern> of(Expression expression, Set<String> unknown) {
        List<Piece> pieces = new ArrayList<>();
        return collect(expression, unknown, pieces) ? Optional.of(new TextPattern(pieces)) : Optional.empty();
    }

    /** Returns how many unknown attributes the text holds. */
    long unknowns() {
        return pieces.stream().filter(piece -> piece.unknown() != null).count();
    }

    /** Tells whether two unknown attributes stand side by side, so that nothing tells where one ends. */
    boolean hasNeighbours() {
        for (int index = 1; index < pieces.size(); index++) {
            if (pieces.get(index - 1).unknown() != null && pieces.get(index).unknown() != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes a text apart. No unknown attribute is taken to be empty.
     *
     * @param source the source item as far as it is known
     * @return the texts by attribute; nothing where the text does not fit, or fits in several ways
     */
    Optional<Map<String, String>> match(String text, Item source) {
        List<@Nullable String> texts = new ArrayList<>();
        for (Piece piece : pieces) {
            try {
                texts.add(piece.known() == null ? null : textOf(piece.known(), source));
            } catch (TransformException unusable) {
                return Optional.empty();
            }
        }
        int[][] ways = ways(text, texts);
        return ways[0][0] == 1 ? Optional.of(read(text, texts, ways)) : Optional.empty();
    }

    /** Counts for each piece and position in how many ways the rest fits: 0, 1, or 2 for several. */
    private static int[][] ways(String text, List<@Nullable String> texts) {
        int end = text.length();
        int[][] ways = new int[texts.size() + 1][end + 1];
        ways[texts.size()][end] = 1;
        for (int piece = texts.size() - 1; piece >= 0; piece--) {
            @Nullable String known = texts.get(piece);
            int later = 0;
            for (int position = end; position >= 0; position--) {
                if (known == null) {
                    ways[piece][position] = later;
                    later = Math.min(SEVERAL, later + ways[piece + 1][position]);
                } else if (text.startsWith(known, position)) {
                    ways[piece][position] = ways[piece + 1][position + known.length()];
                }
            }
        }
        return ways;
    }

    private Map<String, String> read(String text, List<@Nullable String> texts, int[][] ways) {
        Map<String, String> found = new LinkedHashMap<>();
        int position = 0;
        for (int piece = 0; piece < texts.size(); piece++) {
            @Nullable String known = texts.get(piece);
            int next = position + (known == null ? 1 : known.length());
            while (ways[piece + 1][next] == 0) {
                next++;
            }
            @Nullable String unknown = pieces.get(piece).unknown();
            if (unknown != null) {
                found.put(unknown, text.substring(position, next));
            }
            position = next;
        }
        return found;
    }

    private static String textOf(Expression expression, Item source) {
        return new Concat(List.of(expression)).evaluate(source).s();
    }

    private static boolean collect(Expression expression, Set<String> unknown, List<Piece> pieces) {
        if (expression instanceof Template template) {
            template.parts()
                    .forEach(part -> pieces.add(
                            part instanceof Template.Reference reference
                                            && unknown.contains(reference.path().text())
                                    ? new Piece(reference.path().text(), null)
                                    : new Piece(null, new Template(List.of(part)))));
            return template.parts().stream().allMatch(part -> isPlain(part, unknown));
        }
        if (expression instanceof Concat concat) {
            return concat.parts().stream().allMatch(part -> collect(part, unknown, pieces));
        }
        if (expression instanceof Copy copy && unknown.contains(copy.path().text())) {
            pieces.add(new Piece(copy.path().text(), null));
            return true;
        }
        pieces.add(new Piece(null, expression));
        return References.of(expression).stream().noneMatch(unknown::contains);
    }

    private static boolean isPlain(Template.Part part, Set<String> unknown) {
        return !(part instanceof Template.Reference reference)
                || unknown.contains(reference.path().text())
                || reference.path().roots().stream().noneMatch(unknown::contains);
    }
}

package io.touchstream.rules;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds which attributes of the source item an expression looks at. */
public final class References {
    private References() {}

    /** Returns the names of the top-level attributes that the expression's value may depend on. */
    public static Set<String> of(Expression expression) {
        return paths(expression).flatMap(path -> path.roots().stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the names of the attributes without which the expression fails. */
    public static Set<String> needed(Expression expression) {
        if (expression instanceof Copy copy && copy.otherwise() != null) {
            return Set.of();
        }
        if (expression instanceof Template template) {
            return template.parts().stream()
                    .filter(part -> part instanceof Template.Reference reference && reference.fallback() == null)
                    .map(part -> ((Template.Reference) part).path().text())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        if (expression instanceof Copy copy) {
            return Set.of(copy.path().text());
        }
        return parts(expression).stream()
                .flatMap(part -> needed(part).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<AttributePath> paths(Expression expression) {
        if (expression instanceof Template template) {
            return template.parts().stream()
                    .filter(Template.Reference.class::isInstance)
                    .map(part -> ((Template.Reference) part).path());
        }
        Stream<AttributePath> own = expression instanceof Copy copy ? Stream.of(copy.path()) : Stream.empty();
        return Stream.concat(own, parts(expression).stream().flatMap(References::paths));
    }

    /** Returns the expressions that this one is made of. */
    private static Collection<Expression> parts(Expression expression) {
        if (expression instanceof Copy copy) {
            return copy.otherwise() == null ? List.of() : List.of(copy.otherwise());
        }
        if (expression instanceof ListExpression list) {
            return list.elements();
        }
        if (expression instanceof MapExpression map) {
            return map.entries().values();
        }
        if (expression instanceof Concat concat) {
            return concat.parts();
        }
        if (expression instanceof Constant || expression instanceof Template) {
            return List.of();
        }
        return List.of(operand(expression));
    }

    private static Expression operand(Expression expression) {
        if (expression instanceof TextFunction function) {
            return function.value();
        }
        if (expression instanceof Pad pad) {
            return pad.value();
        }
        if (expression instanceof Substring substring) {
            return substring.value();
        }
        if (expression instanceof Split split) {
            return split.value();
        }
        if (expression instanceof ToNumber number) {
            return number.value();
        }
        if (expression instanceof DateToEpoch date) {
            return date.value();
        }
        return ((EpochToDate) expression).value();
    }
}

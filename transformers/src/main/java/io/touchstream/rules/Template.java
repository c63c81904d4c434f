package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.transform.TransformException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Builds a string out of literal text and the texts of attributes. A reference is an attribute's path between
 * <code>&#36;&#123;</code> and a closing brace.
 *
 * <p>A fallback follows the path after {@code :-} and is literal text; it stands in for an attribute that is missing,
 * null or an empty string, as in the shell. A doubled dollar sign before the brace makes the opening literal; any other
 * dollar sign is itself.
 */
public record Template(List<Part> parts) implements Expression {
    /** A piece of a template. */
    public sealed interface Part {}

    /** Text that stands for itself. */
    public record Literal(String text) implements Part {}

    /** The text of an attribute. */
    public record Reference(AttributePath path, @Nullable String fallback) implements Part {}

    public Template {
        parts = List.copyOf(parts);
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException when a reference is not closed, names nothing, or holds another; the message
     *     says which, in one line
     */
    public static Template parse(String text) {
        return new Template(new TemplateParser(text).parts());
    }

    /** Tells whether the template refers to no attribute, so that its result is always the same. */
    public boolean isConstant() {
        return parts.stream().allMatch(Literal.class::isInstance);
    }

    @Override
    public AttributeValue evaluate(Item source) {
        return AttributeValues.string(Texts.joined(parts.stream().map(part -> text(part, source))));
    }

    @Override
    public Optional<AttributeValue.Type> type() {
        return Optional.of(AttributeValue.Type.S);
    }

    private static String text(Part part, Item source) {
        if (part instanceof Literal literal) {
            return literal.text();
        }
        return text((Reference) part, source);
    }

    private static String text(Reference reference, Item source) {
        AttributeValue value = reference.path().find(source).orElse(null);
        if (reference.fallback() != null && isNothing(value)) {
            return reference.fallback();
        }
        if (value == null) {
            throw new TransformException("attribute " + reference.path() + " is missing and there is no fallback");
        }
        try {
            return Texts.of(value);
        } catch (TransformException failure) {
            throw new TransformException("attribute " + reference.path() + ": " + failure.getMessage(), failure);
        }
    }

    private static boolean isNothing(@Nullable AttributeValue value) {
        return value == null
                || value.type() == AttributeValue.Type.NUL
                || (value.s() != null && value.s().isEmpty());
    }
}

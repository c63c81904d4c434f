package io.touchstream.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a template's text apart. */
final class TemplateParser {
    private static final String OPEN = "${";
    private static final String FALLBACK = ":-";

    private final String text;
    private final List<Template.Part> parts = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();

    TemplateParser(String text) {
        this.text = text;
    }

    List<Template.Part> parts() {
        int position = 0;
        while (position < text.length()) {
            position = next(position);
        }
        endLiteral();
        return parts;
    }

    private int next(int position) {
        if (text.startsWith("$" + OPEN, position)) {
            literal.append(OPEN);
            return position + OPEN.length() + 1;
        }
        if (!text.startsWith(OPEN, position)) {
            literal.append(text.charAt(position));
            return position + 1;
        }
        int end = text.indexOf('}', position);
        if (end < 0) {
            throw new IllegalArgumentException("a ${ is not closed by }");
        }
        endLiteral();
        parts.add(reference(text.substring(position + OPEN.length(), end)));
        return end + 1;
    }

    private static Template.Reference reference(String inner) {
        if (inner.contains(OPEN)) {
            throw new IllegalArgumentException("a ${ stands inside another; a fallback is literal text");
        }
        int colon = inner.indexOf(FALLBACK);
        String name = colon < 0 ? inner : inner.substring(0, colon);
        @Nullable String fallback = colon < 0 ? null : inner.substring(colon + FALLBACK.length());
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a ${} names no attribute");
        }
        if (!name.equals(name.strip())) {
            throw new IllegalArgumentException("the name in ${" + name + "} begins or ends with a space");
        }
        return new Template.Reference(AttributePath.of(name), fallback);
    }

    private void endLiteral() {
        if (!literal.isEmpty()) {
            parts.add(new Template.Literal(literal.toString()));
            literal.setLength(0);
        }
    }
}

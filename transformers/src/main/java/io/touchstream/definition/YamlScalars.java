package io.touchstream.definition;

import io.touchstream.definition.YamlNode.ScalarKind;
import io.touchstream.definition.YamlNode.YamlScalar;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/** Tells what scalars mean in YAML 1.2's core schema: {@code NO} is text, {@code 010} is ten, {@code ~} is null. */
final class YamlScalars {
    /** What the core schema's tags begin with. */
    static final String CORE = Tag.PREFIX;

    private static final ScalarResolver RESOLVER = new CoreScalarResolver();
    private static final int LONGEST_NUMBER = 500;

    private YamlScalars() {}

    /** Returns the scalar, or nothing where its tag is unknown or does not fit, or the number is not finite. */
    static Optional<YamlScalar> scalar(ScalarEvent event, int line) {
        String value = event.getValue();
        String implied = RESOLVER.resolve(value, true).getValue();
        if (event.getTag().isEmpty()) {
            return event.isPlain()
                    ? scalar(line, implied, value)
                    : Optional.of(new YamlScalar(line, ScalarKind.TEXT, value));
        }
        String tag = event.getTag().get();
        if (tag.equals("!") || tag.equals(CORE + "str")) {
            return Optional.of(new YamlScalar(line, ScalarKind.TEXT, value));
        }
        boolean wholeAsFloat = tag.equals(CORE + "float") && implied.equals(CORE + "int");
        return tag.equals(implied) || wholeAsFloat ? scalar(line, implied, value) : Optional.empty();
    }

    private static Optional<YamlScalar> scalar(int line, String tag, String value) {
        return switch (tag.substring(CORE.length())) {
            case "null" -> Optional.of(new YamlScalar(line, ScalarKind.NULL, "null"));
            case "bool" -> Optional.of(new YamlScalar(line, ScalarKind.BOOLEAN, value.toLowerCase(Locale.ROOT)));
            case "int" -> number(line, whole(value));
            case "float" -> number(line, value);
            default -> Optional.of(new YamlScalar(line, ScalarKind.TEXT, value));
        };
    }

    private static Optional<YamlScalar> number(int line, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.endsWith(".inf") || lower.equals(".nan")
                ? Optional.empty()
                : Optional.of(new YamlScalar(line, ScalarKind.NUMBER, text));
    }

    private static String whole(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return text;
        }
        if (text.startsWith("0x")) {
            return new BigInteger(text.substring(2), 16).toString();
        }
        return text.startsWith("0o") ? new BigInteger(text.substring(2), 8).toString() : text;
    }
}

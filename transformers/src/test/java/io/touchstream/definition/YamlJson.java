package io.touchstream.definition;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.touchstream.definition.YamlNode.ScalarKind;
import io.touchstream.definition.YamlNode.YamlList;
import io.touchstream.definition.YamlNode.YamlMap;
import io.touchstream.definition.YamlNode.YamlScalar;
import java.math.BigDecimal;
import java.util.stream.Collectors;

/** Writes a YAML tree as JSON, for the schema's validator. */
final class YamlJson {
    private YamlJson() {}

    static String json(YamlNode node) {
        if (node instanceof YamlList list) {
            return list.elements().stream().map(YamlJson::json).collect(Collectors.joining(",", "[", "]"));
        }
        if (node instanceof YamlMap map) {
            return map.entries().stream()
                    .map(entry -> quoted(entry.key()) + ":" + json(entry.value()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        YamlScalar scalar = (YamlScalar) node;
        if (scalar.kind() == ScalarKind.NUMBER) {
            return new BigDecimal(scalar.text()).toPlainString();
        }
        return scalar.kind() == ScalarKind.TEXT ? quoted(scalar.text()) : scalar.text();
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}

package io.touchstream.infra;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;

/** Writes CloudFormation's intrinsic functions as short text: {@code Control.Arn}, {@code ${Partition}}. */
final class Intrinsics {
    private Intrinsics() {}

    static String text(JsonNode value) {
        if (value.isTextual()) {
            return value.asText();
        }
        if (value.has("Ref")) {
            return plain(value.get("Ref").asText()).replaceFirst("^AWS::(.*)$", "\\${$1}");
        }
        if (value.has("Fn::GetAtt")) {
            JsonNode path = value.get("Fn::GetAtt");
            return plain(path.get(0).asText()) + "." + path.get(1).asText();
        }
        if (value.has("Fn::Join")) {
            JsonNode join = value.get("Fn::Join");
            return Synthesised.elements(join.get(1))
                    .map(Intrinsics::text)
                    .collect(Collectors.joining(join.get(0).asText()));
        }
        return value.toString();
    }

    /** Takes the CDK's suffix off a name. */
    static String plain(String logicalId) {
        return logicalId.replaceFirst("[0-9A-F]{8}$", "");
    }
}

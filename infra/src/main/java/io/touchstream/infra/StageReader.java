package io.touchstream.infra;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a stage from the context's map of stages. */
final class StageReader {
    private static final String ARM = "arm64";
    private static final String X86 = "x86_64";
    private static final String KEY = "arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+";
    private static final List<String> KEYS = List.of(
            "account",
            "region",
            "terminationProtection",
            "production",
            "tags",
            "architecture",
            "keyArn",
            "sourceKeyArn",
            "alarmTopicArn",
            "runbook");

    private final String path;
    private final Map<String, Object> entries;

    private StageReader(String path, Map<String, Object> entries) {
        this.path = path;
        this.entries = entries;
    }

    static Stage read(String name, Object value) {
        String path = "stages." + name;
        return new StageReader(path, ContextReader.entries(path, value)).read();
    }

    private Stage read() {
        for (String key : entries.keySet()) {
            if (!KEYS.contains(key)) {
                throw new ContextException("context " + path + "." + key + ": unknown key, known are " + KEYS);
            }
        }
        boolean protection = flag("terminationProtection", false);
        return new Stage(
                text("account", "[0-9]{12}", "twelve digits"),
                text("region", "[a-z]{2,4}(-[a-z]+)+-[0-9]+", "a region, such as eu-west-1"),
                protection,
                // What is worth protecting is worth a question, where nothing else is said.
                flag("production", protection),
                tags(),
                x86(),
                text("keyArn", KEY, "the ARN of a KMS key"),
                text("sourceKeyArn", KEY, "the ARN of a KMS key"),
                text("alarmTopicArn", "arn:[^:]+:sns:[^:]+:[0-9]{12}:.+", "the ARN of an SNS topic"),
                Objects.requireNonNullElse(text("runbook"), Stage.RUNBOOK));
    }

    private @Nullable String text(String key) {
        Object value = entries.get(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new ContextException("context " + path + "." + key + ": expected a text (put it in quotes)");
    }

    private @Nullable String text(String key, String pattern, String expected) {
        String text = text(key);
        if (text == null || text.matches(pattern)) {
            return text;
        }
        throw new ContextException("context " + path + "." + key + ": found " + text + ", expected " + expected);
    }

    private boolean flag(String key, boolean otherwise) {
        Object value = entries.getOrDefault(key, otherwise);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new ContextException("context " + path + "." + key + ": expected true or false");
    }

    private boolean x86() {
        String architecture = Objects.requireNonNullElse(text("architecture"), ARM);
        if (architecture.equals(ARM) || architecture.equals(X86)) {
            return architecture.equals(X86);
        }
        throw new ContextException("context " + path + ".architecture: expected " + ARM + " or " + X86);
    }

    private Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        ContextReader.entries(path + ".tags", entries.getOrDefault("tags", Map.of()))
                .forEach((key, value) -> tags.put(key, String.valueOf(value)));
        return tags;
    }
}

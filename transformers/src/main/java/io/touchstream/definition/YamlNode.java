package io.touchstream.definition;

import java.util.List;

/** A piece of a YAML file, free of styles, comments and anchors. */
sealed interface YamlNode {
    /** Returns the line on which it begins, from 1. */
    int line();

    /** Says in words what was found, for messages. */
    String description();

    /** Tells what a scalar means in the core schema of YAML 1.2. */
    enum ScalarKind {
        TEXT,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /** A scalar; {@code text} is in canonical form for everything but text. */
    record YamlScalar(int line, ScalarKind kind, String text) implements YamlNode {
        @Override
        public String description() {
            return switch (kind) {
                case TEXT -> "the text \"" + Messages.shortened(text) + "\"";
                case NUMBER -> "the number " + Messages.shortened(text);
                case BOOLEAN -> text;
                case NULL -> "nothing";
            };
        }
    }

    /** A list. */
    record YamlList(int line, List<YamlNode> elements) implements YamlNode {
        public YamlList {
            elements = List.copyOf(elements);
        }

        @Override
        public String description() {
            return "a list";
        }
    }

    /** A map; no two entries have the same key. */
    record YamlMap(int line, List<YamlEntry> entries) implements YamlNode {
        public YamlMap {
            entries = List.copyOf(entries);
        }

        @Override
        public String description() {
            return "a map";
        }
    }

    /** An entry of a map, with the line of its key. */
    record YamlEntry(int line, String key, YamlNode value) {}
}

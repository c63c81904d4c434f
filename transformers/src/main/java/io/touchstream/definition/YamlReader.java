package io.touchstream.definition;

import io.touchstream.definition.YamlNode.YamlEntry;
import io.touchstream.definition.YamlNode.YamlList;
import io.touchstream.definition.YamlNode.YamlMap;
import io.touchstream.definition.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the one document of a YAML 1.2 file as data, from the parser's events: nothing is constructed or evaluated.
 *
 * <p>Depth, aliases and what aliases expand to are limited, so that a small file cannot become a large one.
 */
final class YamlReader {
    private static final int MAXIMUM_DEPTH = 50;
    private static final int MAXIMUM_ALIASES = 50;
    private static final int MAXIMUM_NODES = 100_000;
    private static final Set<String> COLLECTION_TAGS = Set.of(YamlScalars.CORE + "map", YamlScalars.CORE + "seq", "!");

    private final String file;
    private final Iterator<Event> events;
    private final Map<Anchor, YamlNode> anchors = new HashMap<>();
    private int line = 1;
    private int nodes;
    private int aliases;

    private YamlReader(String file, String content) {
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        this.file = file;
        this.events = new Parse(settings).parseString(content).iterator();
    }

    static YamlNode read(String file, String content) {
        return new YamlReader(file, content).readGuarded();
    }

    private YamlNode readGuarded() {
        try {
            return document();
        } catch (MarkedYamlEngineException failure) {
            failure.getProblemMark().ifPresent(mark -> line = mark.getLine() + 1);
            throw error("not valid YAML: " + failure.getProblem());
        } catch (YamlEngineException failure) {
            throw error("not valid YAML: " + failure.getMessage());
        }
    }

    private YamlNode document() {
        next();
        if (next().getEventId() == Event.ID.StreamEnd) {
            throw error("the file is empty, expected a map");
        }
        YamlNode root = node(next(), 1);
        next();
        if (next().getEventId() != Event.ID.StreamEnd) {
            throw error("a second document begins, expected one");
        }
        return root;
    }

    private YamlNode node(Event event, int depth) {
        int start = line;
        count(1, depth);
        if (event instanceof AliasEvent alias) {
            return resolved(alias, depth);
        }
        YamlNode node;
        if (event instanceof ScalarEvent scalar) {
            node = scalar(scalar, start);
        } else {
            checkTag(((CollectionStartEvent) event).getTag());
            node = event.getEventId() == Event.ID.MappingStart ? map(start, depth) : list(start, depth);
        }
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
        return node;
    }

    private YamlNode list(int start, int depth) {
        List<YamlNode> elements = new ArrayList<>();
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            elements.add(node(event, depth + 1));
        }
        return new YamlList(start, elements);
    }

    private YamlNode map(int start, int depth) {
        List<YamlEntry> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            int keyLine = line;
            String key = key(event);
            if (!keys.add(key)) {
                throw error("the key " + Messages.shortened(key) + " is given twice in one map");
            }
            entries.add(new YamlEntry(keyLine, key, node(next(), depth + 1)));
        }
        return new YamlMap(start, entries);
    }

    private String key(Event event) {
        if (!(event instanceof ScalarEvent scalar)) {
            throw error("a key is not plain text");
        }
        if (scalar.isPlain() && scalar.getValue().equals("<<")) {
            throw error(
                    "found a merge key <<, which YAML 1.2 does not have, expected the entries themselves, or an alias"
                            + " for a whole value");
        }
        YamlScalar key = scalar(scalar, line);
        boolean isWord = scalar.getValue().chars().anyMatch(Character::isLetter);
        return switch (key.kind()) {
            case TEXT -> key.text();
            case BOOLEAN, NULL -> {
                // DynamoDB's type NULL is a key of literals, and any word may be an attribute's name.
                if (isWord) {
                    yield scalar.getValue();
                }
                throw quotesNeeded(key);
            }
            case NUMBER -> throw quotesNeeded(key);
        };
    }

    private DefinitionException quotesNeeded(YamlScalar key) {
        return error("found " + key.description() + " as a key, expected text: put it in quotes");
    }

    private YamlScalar scalar(ScalarEvent event, int start) {
        return YamlScalars.scalar(event, start)
                .orElseThrow(() -> error("a value does not fit its tag, or the tag "
                        + event.getTag().orElse("") + " is not one of YAML's core schema, or a number is not finite"));
    }

    private YamlNode resolved(AliasEvent alias, int depth) {
        YamlNode node = anchors.get(alias.getAlias());
        if (node == null) {
            throw error("the alias " + alias.getAlias() + " has no anchor before it");
        }
        if (++aliases > MAXIMUM_ALIASES) {
            throw error("more than " + MAXIMUM_ALIASES + " aliases");
        }
        countAll(node, depth);
        return node;
    }

    private void countAll(YamlNode node, int depth) {
        count(1, depth);
        if (node instanceof YamlList list) {
            list.elements().forEach(element -> countAll(element, depth + 1));
        }
        if (node instanceof YamlMap map) {
            map.entries().forEach(entry -> countAll(entry.value(), depth + 1));
        }
    }

    private void count(int more, int depth) {
        nodes += more;
        if (depth > MAXIMUM_DEPTH) {
            throw error("nested more than " + MAXIMUM_DEPTH + " levels deep");
        }
        if (nodes > MAXIMUM_NODES) {
            throw error("more than " + MAXIMUM_NODES + " values, aliases expanded");
        }
    }

    private void checkTag(Optional<String> tag) {
        if (tag.isPresent() && !COLLECTION_TAGS.contains(tag.get())) {
            throw error("the tag " + tag.get() + " is not one of YAML's core schema");
        }
    }

    private Event next() {
        Event event = parsed();
        event.getStartMark().ifPresent(mark -> line = mark.getLine() + 1);
        return event;
    }

    private Event parsed() {
        try {
            return events.next();
        } catch (IllegalArgumentException | IndexOutOfBoundsException failure) {
            // The parser lets what it meets inside itself out, such as a NumberFormatException for "\\UFFFFFFFF".
            throw error("not valid YAML: an escape, a number or a directive cannot be read");
        }
    }

    private DefinitionException error(String problem) {
        return new DefinitionException(Messages.at(file, line, "", problem));
    }
}

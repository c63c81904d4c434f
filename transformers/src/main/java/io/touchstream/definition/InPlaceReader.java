package io.touchstream.definition;

import io.touchstream.item.ReservedAttributes;
import io.touchstream.rules.Changes;
import io.touchstream.rules.MappingRule;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the form of a definition in which source and target are one table, and refuses what would be meaningless or unsound
 * there: other tables, another key, classes, dropped items, and whatever speaks of sync or of touches.
 */
final class InPlaceReader {
    private static final int LONGEST_NAME = 255;

    private final Field root;
    private final Map<String, Field> fields;
    private final SourceDefinition source;
    private final TargetDefinition target;

    InPlaceReader(Field root, Map<String, Field> fields, SourceDefinition source, TargetDefinition target) {
        this.root = root;
        this.fields = fields;
        this.source = source;
        this.target = target;
    }

    /** Tells whether a target table is a source as well. */
    static boolean isInPlace(SourceDefinition source, TargetDefinition target) {
        return target.tables().keySet().stream().anyMatch(source.tables()::containsKey);
    }

    /** Returns what is stated; null where the migration is not in place. */
    @Nullable
    InPlaceDefinition read(TransformDefinition transform) {
        Field inPlace = fields.get("inPlace");
        if (!isInPlace(source, target)) {
            if (inPlace != null) {
                throw inPlace.error("no source table is a target too, so nothing is changed in place");
            }
            return null;
        }
        checkTables();
        checkTouch();
        refuse(fields.get("sync"), "a migration in place does not synchronise");
        String version = versionAttribute(inPlace);
        checkRules(transform, version);
        return new InPlaceDefinition(version);
    }

    private void checkTables() {
        Field tables = inner(inner(root, "target"), "tables");
        if (source.tables().size() != 1 || target.tables().size() != 1) {
            throw tables.error("a migration in place has one source table, which is its one target table");
        }
        String name = target.tables().keySet().iterator().next();
        TableDefinition defined = table();
        source.shapeOf(name)
                .filter(stated -> !stated.key().equals(defined.key()))
                .ifPresent(other -> {
                    throw inner(tables, name)
                            .error("has another key than the source states; a key cannot be changed in place");
                });
    }

    private void checkTouch() {
        Field touch = fields.get("touch");
        if (touch == null) {
            return;
        }
        Map<String, Field> stated = touch.map("a map");
        refuse(stated.get("marker"), "a migration in place writes no marker");
        refuse(stated.get("lane"), "a migration in place has no lanes");
        refuse(stated.get("when"), "in place, state it in the rules' own when");
    }

    private String versionAttribute(@Nullable Field inPlace) {
        if (inPlace == null) {
            return checkedVersion(root, InPlaceDefinition.DEFAULT_VERSION_ATTRIBUTE);
        }
        Field attribute = inPlace.map("a map with versionAttribute", List.of("versionAttribute"))
                .get("versionAttribute");
        if (attribute == null) {
            return checkedVersion(inPlace, InPlaceDefinition.DEFAULT_VERSION_ATTRIBUTE);
        }
        return checkedVersion(
                attribute,
                attribute.text(
                        "an attribute's name of 1 to " + LONGEST_NAME + " characters",
                        name -> !name.isEmpty() && name.length() <= LONGEST_NAME));
    }

    private String checkedVersion(Field field, String name) {
        if (ReservedAttributes.isReserved(name)) {
            throw field.error("the attribute name " + name + " is reserved");
        }
        if (table().indexedAttributes().contains(name) || name.equals(table().timeToLive())) {
            throw field.error(
                    "the version attribute " + name + " is one that the table needs for a key, an index or its"
                            + " time to live; name another one in inPlace.versionAttribute");
        }
        return name;
    }

    private void checkRules(TransformDefinition transform, String version) {
        Field stated = fields.get("transform");
        if (stated == null) {
            throw root.error("the key transform is missing: in place, nothing would change");
        }
        if (!(transform instanceof TransformDefinition.Rules rules)) {
            throw inner(stated, "java")
                    .error("what a class reads, and whether it keeps the key, cannot be told: in place, state rules");
        }
        List<Field> each = inner(stated, "rules").list("a list of rules");
        for (int index = 0; index < each.size(); index++) {
            Field rule = each.get(index);
            if (!(rules.rules().get(index) instanceof MappingRule mapping)) {
                throw inner(rule, "drop").error("in place, an item cannot be dropped: nothing is deleted");
            }
            for (String key : table().key().names()) {
                changing(mapping.changes(), key).ifPresent(change -> {
                    throw inner(rule, change)
                            .error("changes " + key + ", which is in the table's key: in place, a key stays");
                });
            }
            changing(mapping.changes(), version).ifPresent(change -> {
                throw inner(rule, change).error("changes " + version + ", which is the version attribute");
            });
        }
    }

    /** Names which part of a rule changes an attribute, if any does. */
    private static Optional<String> changing(Changes changes, String attribute) {
        if (changes.set().containsKey(attribute)) {
            return Optional.of("set");
        }
        if (changes.defaults().containsKey(attribute)) {
            return Optional.of("default");
        }
        if (changes.rename().containsKey(attribute) || changes.rename().containsValue(attribute)) {
            return Optional.of("rename");
        }
        boolean removed =
                changes.remove().stream().anyMatch(path -> Set.of(attribute).containsAll(path.roots()));
        return removed ? Optional.of("remove") : Optional.empty();
    }

    private TableDefinition table() {
        return target.tables().values().iterator().next();
    }

    private static void refuse(@Nullable Field field, String reason) {
        if (field != null) {
            throw field.error(reason);
        }
    }

    private static Field inner(Field map, String key) {
        return Objects.requireNonNull(map.map("a map").get(key), key);
    }
}

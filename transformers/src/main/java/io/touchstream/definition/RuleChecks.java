package io.touchstream.definition;

import io.touchstream.item.InvalidKeyException;
import io.touchstream.item.Item;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import io.touchstream.rules.Changes;
import io.touchstream.rules.Expression;
import io.touchstream.rules.References;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds in one rule what is certain to fail for every item, before there is one. */
final class RuleChecks {
    private final Field rule;
    private final Map<String, Field> fields;
    private final Changes changes;

    RuleChecks(Field rule, Map<String, Field> fields, Changes changes) {
        this.rule = rule;
        this.fields = fields;
        this.changes = changes;
    }

    void check(List<String> to, Map<String, TableDefinition> targets) {
        for (String name : changes.defaults().keySet()) {
            if (changes.set().containsKey(name)) {
                throw valueField("default", name).error("set gives " + name + " a value always, so this never applies");
            }
        }
        for (String table : to) {
            checkTable(table, Objects.requireNonNull(targets.get(table)));
        }
    }

    private void checkTable(String name, TableDefinition table) {
        table.key().attributes().forEach(attribute -> checkStays(name, attribute));
        checkTypes("the key of table " + name, table.key());
        table.globalSecondaryIndexes().forEach((index, shape) -> checkTypes("index " + index, shape.key()));
        table.localSecondaryIndexes().forEach((index, shape) -> checkTypes("index " + index, shape.key()));
        if (table.timeToLive() != null) {
            checkType(table.timeToLive(), KeyType.N, "time to live of table " + name);
        }
    }

    private void checkStays(String table, KeyAttribute attribute) {
        String name = attribute.name();
        boolean given = changes.set().containsKey(name)
                || changes.defaults().containsKey(name)
                || changes.rename().containsValue(name);
        boolean removed = changes.remove().stream().anyMatch(path -> path.text().equals(name));
        if (removed && !changes.set().containsKey(name) && !changes.defaults().containsKey(name)) {
            throw rule.error("removes " + name + ", which table " + table + " has in its key");
        }
        if (changes.rename().containsKey(name) && !given) {
            throw rule.error("renames " + name + ", which table " + table + " has in its key");
        }
    }

    private void checkTypes(String what, KeySchema key) {
        for (KeyAttribute attribute : key.attributes()) {
            checkType(attribute.name(), attribute.type(), what);
            checkConstant("set", changes.set().get(attribute.name()), attribute.name(), key, what);
            checkConstant("default", changes.defaults().get(attribute.name()), attribute.name(), key, what);
        }
    }

    private void checkType(String name, KeyType needed, String what) {
        checkType("set", changes.set().get(name), name, needed, what);
        checkType("default", changes.defaults().get(name), name, needed, what);
    }

    private void checkType(String change, @Nullable Expression value, String name, KeyType needed, String what) {
        if (value == null) {
            return;
        }
        value.type().filter(type -> !type.name().equals(needed.name())).ifPresent(type -> {
            throw valueField(change, name)
                    .error("gives a value of type " + type + ", but " + what + " needs " + needed);
        });
    }

    /** A key's value may have the right type and yet be empty, or too long. */
    private void checkConstant(String change, @Nullable Expression value, String name, KeySchema key, String what) {
        if (value == null || !References.of(value).isEmpty()) {
            return;
        }
        try {
            key.checkPresent(Item.empty().with(name, value.evaluate(Item.empty())));
        } catch (InvalidKeyException failure) {
            throw valueField(change, name).error("does not fit " + what + ": " + failure.getMessage());
        }
    }

    private Field valueField(String change, String name) {
        Field values = Objects.requireNonNull(fields.get(change));
        return Objects.requireNonNull(values.map("a map").get(name));
    }
}

package io.touchstream.rules.inverse;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.KeySchema;
import io.touchstream.rules.Changes;
import io.touchstream.rules.Expression;
import io.touchstream.transform.TransformException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Undoes a rule's changes. Its answer is a candidate: that it yields the target item again is for the caller to check.
 *
 * <p>Attributes that the rule overwrites or removes come from the present source item, where there is one and it agrees with
 * what the target item says; otherwise from the texts and copies that the rule made of them; otherwise they are left out. A
 * value that a default may have given is taken out where the present source item goes without it, and stays otherwise: in
 * an item that the application created it cannot be told from one that was meant.
 */
final class ChangesInverse {
    private final Changes changes;
    private final Losses losses;

    ChangesInverse(Changes changes) {
        this.changes = changes;
        this.losses = new Losses(changes);
    }

    /**
     * Returns the source item, as far as it can be told.
     *
     * @param present what the source holds for it now; null where that is nothing, or not known
     * @param key the source table's key
     */
    Item invert(Item target, @Nullable Item present, KeySchema key) {
        Item source = invert(target, present, key, true);
        if (explains(source, target)) {
            return source;
        }
        // A value may be a default's and stand in a text that the rule sets, so that it was the source item's after
        // all.
        Item withDefaults = invert(target, present, key, false);
        return explains(withDefaults, target) ? withDefaults : source;
    }

    private Item invert(Item target, @Nullable Item present, KeySchema key, boolean defaultsOut) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>(target.attributes());
        Item renamedPresent = present == null ? null : renamed(present);
        changes.set().keySet().forEach(name -> restore(attributes, name, renamedPresent));
        Removals removals = new Removals(changes.remove());
        if (defaultsOut) {
            @Nullable Item left = renamedPresent == null ? null : removals.from(renamedPresent);
            takeDefaultsOut(attributes, present == null ? target : present, left);
        }
        if (renamedPresent != null) {
            removals.undo(attributes, renamedPresent, changes.set().keySet());
        }
        Item source = withOldNames(attributes, present);
        Unknowns unknowns = new Unknowns(losses, present, key);
        for (Map.Entry<String, Expression> equation : losses.equations().entrySet()) {
            @Nullable AttributeValue value = target.attributes().get(equation.getKey());
            if (value != null && !gives(equation.getValue(), source, value)) {
                source = unknowns.solve(equation.getKey(), equation.getValue(), value, source);
            }
        }
        return source;
    }

    private boolean explains(Item source, Item target) {
        return losses.equations().entrySet().stream().allMatch(equation -> {
            @Nullable AttributeValue value = target.attributes().get(equation.getKey());
            return value != null && gives(equation.getValue(), source, value);
        });
    }

    /** Tells whether an expression has this value for a source item. */
    static boolean gives(Expression expression, Item source, AttributeValue value) {
        try {
            return AttributeValues.same(expression.evaluate(source), value);
        } catch (TransformException failure) {
            return false;
        }
    }

    private static void restore(Map<String, AttributeValue> attributes, String name, @Nullable Item present) {
        attributes.remove(name);
        Optional.ofNullable(present).flatMap(item -> item.get(name)).ifPresent(value -> attributes.put(name, value));
    }

    private Item renamed(Item source) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>(source.attributes());
        attributes.keySet().removeAll(changes.rename().keySet());
        changes.rename()
                .forEach((oldName, newName) -> source.get(oldName).ifPresent(value -> attributes.put(newName, value)));
        return Item.of(attributes);
    }

    /** Gives attributes their old names back, unless the present source item has one under the new name by itself. */
    private Item withOldNames(Map<String, AttributeValue> renamed, @Nullable Item present) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>(renamed);
        Map<String, String> undone = new LinkedHashMap<>(changes.rename());
        undone.entrySet()
                .removeIf(rename -> present != null && !present.has(rename.getKey()) && present.has(rename.getValue()));
        attributes.keySet().removeAll(undone.values());
        undone.forEach((oldName, newName) -> {
            @Nullable AttributeValue value = renamed.get(newName);
            if (value != null) {
                attributes.put(oldName, value);
            }
        });
        return Item.of(attributes);
    }

    /**
     * Takes out what a default gives, where the present source item would be given it too, or any: what is renamed away leaves
     * its name to the default.
     */
    private void takeDefaultsOut(Map<String, AttributeValue> attributes, Item item, @Nullable Item left) {
        changes.defaults().forEach((name, standard) -> {
            @Nullable AttributeValue value = attributes.get(name);
            boolean renamedAway =
                    changes.rename().containsKey(name) && !changes.rename().containsValue(name);
            boolean given = renamedAway || (left != null && !left.has(name));
            if (value != null && given && gives(standard, item, value)) {
                attributes.remove(name);
            }
        });
    }
}

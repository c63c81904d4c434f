package io.touchstream.operator.rehearsal;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.item.KeySchema;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Varies items of one source table as an application would: other content, another item of the same kind, or a change
 * that moves the item to another target key. Works on any data, by trying attributes until the transformation agrees.
 */
final class Variations {
    /** An attribute that varied items carry, so that a change of content is possible for every item. */
    static final String CONTENT = "rehearsal";

    /** Below what DynamoDB takes, 400 KB, by what a marker and a rule may add. */
    private static final int MOST_BYTES = 400 * 1024 - 1024;

    /** A text that may be a key must not become too long for one: 1,024 bytes for a sort key, in letters of up to four. */
    private static final int MOST_LETTERS = 250;

    private static final BigDecimal STRIDE = BigDecimal.valueOf(1_000_000);

    private final Transformation transformation;
    private final String table;
    private final KeySchema key;

    Variations(Transformation transformation, String table, KeySchema key) {
        this.transformation = transformation;
        this.table = table;
        this.key = key;
    }

    /** Returns the item with other content under the same keys; as it is where there is no room for any. */
    Item content(Item item, long number) {
        Item changed = item.with(CONTENT, AttributeValues.number(number));
        return changed.sizeInBytes() > MOST_BYTES ? item : changed;
    }

    /** Returns another item of the same kind: its own source key, and target keys that no other item has. */
    Optional<Item> sibling(Item item, long number) {
        Item renamed = item;
        for (String name : key.names()) {
            Optional<Item> candidate = vary(renamed, name, number);
            if (candidate.isPresent() && isSameKind(item, candidate.get())) {
                renamed = candidate.get();
            }
        }
        if (keyOf(renamed).equals(keyOf(item))) {
            return Optional.empty();
        }
        Optional<Set<TargetKey>> before = targets(item);
        if (before.isEmpty() || before.get().isEmpty() || areApart(before.get(), targets(renamed))) {
            return Optional.of(renamed);
        }
        return moved(renamed, before.get(), number);
    }

    /** Returns the item under the same source key, changed so that all of its target keys are others. */
    Optional<Item> move(Item item, long number) {
        Optional<Set<TargetKey>> before = targets(item);
        return before.isEmpty() || before.get().isEmpty() ? Optional.empty() : moved(item, before.get(), number);
    }

    ItemKey keyOf(Item item) {
        return key.keyOf(item);
    }

    private Optional<Item> moved(Item item, Set<TargetKey> away, long number) {
        List<String> keyNames = key.names();
        for (String name : new TreeSet<>(item.attributes().keySet())) {
            if (keyNames.contains(name)) {
                continue;
            }
            Optional<Item> candidate = vary(item, name, number)
                    .filter(varied -> isSameKind(item, varied))
                    .filter(varied -> areApart(away, targets(varied)));
            if (candidate.isPresent()) {
                return candidate;
            }
        }
        return Optional.empty();
    }

    private static boolean areApart(Set<TargetKey> some, Optional<Set<TargetKey>> others) {
        return others.isPresent()
                && !others.get().isEmpty()
                && others.get().stream().noneMatch(some::contains);
    }

    private boolean isSameKind(Item item, Item other) {
        return transformation
                .label(new SourceItem(table, item))
                .equals(transformation.label(new SourceItem(table, other)));
    }

    private Optional<Set<TargetKey>> targets(Item item) {
        try {
            return Optional.of(
                    transformation.apply(new SourceItem(table, item), 0).keys());
        } catch (TransformException failure) {
            return Optional.empty();
        }
    }

    private static Optional<Item> vary(Item item, String name, long number) {
        AttributeValue value = item.attributes().get(name);
        @Nullable AttributeValue varied = value == null ? null : vary(value, number);
        return varied == null
                ? Optional.empty()
                : Optional.of(item.with(name, varied)).filter(other -> other.sizeInBytes() <= MOST_BYTES);
    }

    private static @Nullable AttributeValue vary(AttributeValue value, long number) {
        if (value.s() != null && value.s().length() <= MOST_LETTERS) {
            return AttributeValues.string(value.s() + "~" + number);
        }
        if (value.n() != null) {
            return AttributeValues.number(new BigDecimal(value.n())
                    .add(STRIDE.multiply(BigDecimal.valueOf(number)))
                    .toPlainString());
        }
        return null;
    }
}

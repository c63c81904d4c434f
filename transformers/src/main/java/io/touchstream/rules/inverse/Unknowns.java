package io.touchstream.rules.inverse;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import io.touchstream.item.Numbers;
import io.touchstream.rules.Copy;
import io.touchstream.rules.Expression;
import io.touchstream.rules.References;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads attributes of the source item that a rule overwrote or removed out of what the rule set instead. */
final class Unknowns {
    private final Losses losses;
    private final @Nullable Item present;
    private final KeySchema key;

    /**
     * Creates a reader for one item.
     *
     * @param present what the source holds for it now; null where that is nothing, or not known
     */
    Unknowns(Losses losses, @Nullable Item present, KeySchema key) {
        this.losses = losses;
        this.present = present;
        this.key = key;
    }

    /**
     * Returns the source item with those attributes so that an equation holds; unchanged where none are found.
     *
     * @param name the target attribute
     * @param expression what the rule set it to
     * @param value what it holds
     */
    Item solve(String name, Expression expression, AttributeValue value, Item source) {
        return solution(expression, value, source)
                .filter(item -> ChangesInverse.gives(expression, item, value))
                .or(() -> itself(name, expression, value, source))
                .orElse(source);
    }

    /**
     * What sets an attribute from itself, such as its lower case, may give the same again. Of a key that would be a guess, and
     * name another item.
     */
    private Optional<Item> itself(String name, Expression expression, AttributeValue value, Item source) {
        return losses.lost().stream()
                .filter(lost -> losses.newName(lost).equals(name))
                .filter(lost ->
                        References.of(expression).contains(lost) && !key.names().contains(lost))
                .map(lost -> source.with(lost, value))
                .filter(item -> ChangesInverse.gives(expression, item, value))
                .findFirst();
    }

    private Optional<Item> solution(Expression expression, AttributeValue value, Item source) {
        if (expression instanceof Copy copy && losses.isLost(copy.path().text())) {
            return Optional.of(source.with(copy.path().text(), value));
        }
        if (value.s() == null || value.s().length() > KeySchema.MAXIMUM_PARTITION_KEY_BYTES) {
            return Optional.empty();
        }
        return TextPattern.of(expression, losses.lost())
                .flatMap(pattern -> pattern.match(value.s(), source))
                .flatMap(texts -> typed(texts, source));
    }

    /** A text does not say whether it was a number: the key does, or the present source item. */
    private Optional<Item> typed(Map<String, String> texts, Item source) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>(source.attributes());
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Optional<AttributeValue> value = typeOf(text.getKey()).flatMap(type -> value(type, text.getValue()));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            attributes.put(text.getKey(), value.get());
        }
        return Optional.of(Item.of(attributes));
    }

    private Optional<AttributeValue.Type> typeOf(String name) {
        Optional<KeyType> keyType = key.attributes().stream()
                .filter(attribute -> attribute.name().equals(name))
                .map(KeyAttribute::type)
                .findFirst();
        return keyType.map(type -> AttributeValue.Type.valueOf(type.name()))
                .or(() -> Optional.ofNullable(present)
                        .flatMap(item -> item.get(name))
                        .map(AttributeValue::type));
    }

    private static Optional<AttributeValue> value(AttributeValue.Type type, String text) {
        if (type == AttributeValue.Type.S) {
            return Optional.of(AttributeValues.string(text));
        }
        return type == AttributeValue.Type.N && Numbers.isStorable(text)
                ? Optional.of(AttributeValues.number(text))
                : Optional.empty();
    }
}

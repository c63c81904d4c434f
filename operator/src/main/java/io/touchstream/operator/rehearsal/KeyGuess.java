package io.touchstream.operator.rehearsal;

import io.touchstream.item.Item;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import io.touchstream.operator.UsageException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Finds the key of a source table whose definition does not state it: what the user names, or the usual names. */
final class KeyGuess {
    private static final List<List<String>> USUAL =
            List.of(List.of("PK", "SK"), List.of("pk", "sk"), List.of("id"), List.of("Id"), List.of("ID"));

    private KeyGuess() {}

    /**
     * Returns the key.
     *
     * @param named the key attributes' names as the user gave them; null where none were given
     * @param example one item of the table
     * @throws UsageException when the names do not fit the item, or none of the usual names does
     */
    static KeySchema guess(String table, @Nullable List<String> named, Item example) {
        if (named != null) {
            return fit(named, example)
                    .orElseThrow(() -> new UsageException("--source-key " + String.join(",", named)
                            + ": the first item lacks it, or it is not of type S, N or B"));
        }
        return USUAL.stream()
                .map(names -> fit(names, example))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new UsageException("the key of table " + table
                        + " is not known: state it in the definition, or give --source-key PARTITION[,SORT]"));
    }

    private static Optional<KeySchema> fit(List<String> names, Item example) {
        if (names.isEmpty() || names.size() > 2) {
            return Optional.empty();
        }
        List<Optional<KeyAttribute>> attributes =
                names.stream().map(name -> attribute(name, example)).toList();
        if (attributes.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        KeyAttribute sort = attributes.size() == 2 ? attributes.get(1).orElseThrow() : null;
        return Optional.of(new KeySchema(attributes.get(0).orElseThrow(), sort));
    }

    private static Optional<KeyAttribute> attribute(String name, Item example) {
        Optional<AttributeValue> value = example.get(name);
        for (KeyType type : KeyType.values()) {
            if (value.isPresent() && type.matches(value.get())) {
                return Optional.of(new KeyAttribute(name, type));
            }
        }
        return Optional.empty();
    }
}

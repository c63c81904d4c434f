package io.touchstream.rules;

import io.touchstream.item.Item;
import io.touchstream.transform.TransformException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Copies an attribute, whatever its type.
 *
 * @param path the attribute
 * @param otherwise what is taken where the attribute is missing; null where that is an error
 */
public record Copy(AttributePath path, @Nullable Expression otherwise) implements Expression {
    @Override
    public AttributeValue evaluate(Item source) {
        Optional<AttributeValue> value = path.find(source);
        if (value.isPresent()) {
            return value.get();
        }
        if (otherwise == null) {
            throw new TransformException("attribute " + path + " is missing and there is no default");
        }
        return otherwise.evaluate(source);
    }

    @Override
    public Optional<AttributeValue.Type> type() {
        return Optional.empty();
    }
}

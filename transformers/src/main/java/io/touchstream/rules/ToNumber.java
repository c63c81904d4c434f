package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.Numbers;
import io.touchstream.transform.TransformException;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads a text as a decimal number. */
public record ToNumber(Expression value) implements Expression {
    @Override
    public AttributeValue evaluate(Item source) {
        String text = Texts.of(value, source);
        if (!Numbers.isStorable(text)) {
            throw new TransformException("a text is not a number that DynamoDB can hold");
        }
        return AttributeValues.number(Numbers.plain(text));
    }

    @Override
    public Optional<AttributeValue.Type> type() {
        return Optional.of(AttributeValue.Type.N);
    }
}

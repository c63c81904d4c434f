package io.touchstream.rules;

import io.touchstream.item.Item;
import io.touchstream.item.Numbers;
import io.touchstream.transform.TransformException;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Gives the text of those values that have one: strings, and numbers in plain digits. */
final class Texts {
    private Texts() {}

    /** Returns the texts joined, which end up in an item, so that more than an item can hold is not built at all. */
    static String joined(Stream<String> texts) {
        StringBuilder joined = new StringBuilder();
        texts.forEach(text -> {
            if (joined.length() + text.length() > Item.MAXIMUM_SIZE_IN_BYTES) {
                throw new TransformException("a text would be longer than an item can be");
            }
            joined.append(text);
        });
        return joined.toString();
    }

    static String of(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> Numbers.plain(value.n());
            case B, BOOL, NUL, SS, NS, BS, L, M, UNKNOWN_TO_SDK_VERSION ->
                throw new TransformException("a value of type " + value.type() + " has no text, only S and N have");
        };
    }

    static String of(Expression expression, Item source) {
        return of(expression.evaluate(source));
    }
}

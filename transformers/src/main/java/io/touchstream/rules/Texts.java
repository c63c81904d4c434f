package io.touchstream.rules;

import io.touchstream.item.Item;
import io.touchstream.item.Numbers;
import io.touchstream.transform.TransformException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Gives the text of those values that have one: strings, and numbers in plain digits. */
final class Texts {
    private Texts() {}

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

package io.touchstream.rules;

import io.touchstream.item.Item;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Computes an attribute's value from the source item. Pure and safe to share between threads. */
public sealed interface Expression
        permits Constant,
                Template,
                Copy,
                ListExpression,
                MapExpression,
                Concat,
                TextFunction,
                Pad,
                Substring,
                Split,
                ToNumber,
                DateToEpoch,
                EpochToDate {
    /**
     * Returns the value.
     *
     * @throws io.touchstream.transform.TransformException when the item lacks what is needed; the message names
     *     attributes and never a value
     */
    AttributeValue evaluate(Item source);

    /** Returns the type that every result has, where that is known without an item. */
    Optional<AttributeValue.Type> type();
}

package io.touchstream.touch.inplace;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.transform.TransformException;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Tells migrated items from others, by an attribute that holds the migration's name.
 *
 * @param attribute the attribute's name
 * @param value what it holds on a migrated item
 */
record VersionStamp(String attribute, String value) {
    /**
     * Tells whether an item was migrated.
     *
     * @throws TransformException when the attribute holds something else, which is not ours to change
     */
    boolean isOn(Item image) {
        Optional<AttributeValue> found = image.get(attribute);
        if (found.isPresent() && !value.equals(found.get().s())) {
            throw new TransformException("attribute " + attribute
                    + " holds something else than this migration's name: choose another inPlace.versionAttribute");
        }
        return found.isPresent();
    }

    /** Returns how many bytes the stamp adds to an item. */
    int sizeInBytes() {
        return Item.empty().with(attribute, AttributeValues.string(value)).sizeInBytes();
    }
}

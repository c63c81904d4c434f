package io.touchstream.sync.decode;

import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds a record's two images, once they are known to fit its key and the name of its event.
 *
 * <p>An image that is missing where the event has one would otherwise be taken for a delete, or for an insert that leaves
 * the item's earlier target keys behind.
 */
record Images(@Nullable Item before, @Nullable Item after) {
    static Images of(StreamRecord stream, @Nullable String eventName, Item key) {
        Images images = new Images(image(stream.getOldImage()), image(stream.getNewImage()));
        images.checkPresence(eventName == null ? "" : eventName);
        checkKey(images.before, key);
        checkKey(images.after, key);
        return images;
    }

    private void checkPresence(String eventName) {
        // A name that is not known is no error: DynamoDB Local deletes expired items under one of its own.
        boolean fits = switch (eventName) {
            case "INSERT" -> before == null && after != null;
            case "MODIFY" -> before != null && after != null;
            case "REMOVE" -> before != null && after == null;
            default -> before != null || after != null;
        };
        if (before == null && after == null) {
            throw new MalformedRecordException("the record has no image");
        }
        if (!fits) {
            throw new MalformedRecordException("the record has other images than an event " + eventName + " has");
        }
    }

    private static void checkKey(@Nullable Item image, Item key) {
        if (image == null) {
            return;
        }
        key.attributes().forEach((name, value) -> {
            if (image.get(name).filter(own -> AttributeValues.same(own, value)).isEmpty()) {
                throw new MalformedRecordException("an image has another key than its record");
            }
        });
    }

    private static @Nullable Item image(@Nullable Map<String, AttributeValue> image) {
        return image == null || image.isEmpty() ? null : AttributeValueDecoder.item(image);
    }
}

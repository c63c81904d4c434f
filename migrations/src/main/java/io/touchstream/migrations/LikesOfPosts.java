package io.touchstream.migrations;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import io.touchstream.transform.TransformException;
import io.touchstream.transform.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Turns the set of those who like a post into items of the post's collection. */
public final class LikesOfPosts implements Transformer {
    private static final String TABLE = "PostsV2";
    private static final String LIKED_BY = "LikedBy";
    private static final AttributeValue POST = AttributeValues.string("Post");

    @Override
    public List<TargetWrite> transform(SourceItem source) {
        Item item = source.item();
        if (!item.get("Type").filter(POST::equals).isPresent()) {
            return List.of(new TargetWrite(TABLE, item));
        }
        List<String> users = item.get(LIKED_BY).map(AttributeValue::ss).orElse(List.of());
        AttributeValue post = item.get("PK").orElseThrow(() -> new TransformException("attribute PK is missing"));
        List<TargetWrite> writes = new ArrayList<>();
        writes.add(
                new TargetWrite(TABLE, item.without(LIKED_BY).with("LikeCount", AttributeValues.number(users.size()))));
        for (String user : users) {
            Item like = Item.of(Map.of(
                    "PK", post,
                    "SK", AttributeValues.string("LIKE#" + user),
                    "Type", AttributeValues.string("Like"),
                    "User", AttributeValues.string(user)));
            writes.add(new TargetWrite(TABLE, like));
        }
        return writes;
    }
}

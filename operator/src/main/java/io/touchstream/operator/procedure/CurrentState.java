package io.touchstream.operator.procedure;

import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.transform.SourceItem;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.TargetKey;
import io.touchstream.transformation.Transformation;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads source items consistently, and says what they yield. */
record CurrentState(Workspace workspace) {
    /**
     * Returns the target keys that a source item yields; none where it does not exist.
     *
     * @throws io.touchstream.transform.TransformException when it cannot be transformed
     */
    Set<TargetKey> targetKeys(SourceId source) {
        Map<String, AttributeValue> found = workspace
                .client()
                .getItem(request -> request.tableName(source.table())
                        .key(source.key().attributes())
                        .consistentRead(true))
                .item();
        if (found.isEmpty()) {
            return Set.of();
        }
        Transformation transformation = workspace.transformation();
        SourceItem item = new SourceItem(source.table(), transformation.visible(Item.of(found)));
        return transformation.apply(item, Provenance.sizeInBytes(source)).images().stream()
                .map(TargetImage::key)
                .collect(Collectors.toSet());
    }
}

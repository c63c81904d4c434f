package io.touchstream.operator.rehearsal;

import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.item.KeySchema;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.Transformation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Compares the source table with the application's own journal: nothing may be there, or missing, but by its doing. */
final class Judge {
    private static final int LISTED = 20;

    private final DynamoDbClient client;
    private final Transformation transformation;
    private final UnaryOperator<Item> form;

    /**
     * Creates a judge.
     *
     * @param form how an item of the journal must be found: as it is, or, where items change in place, as they are to be
     */
    Judge(DynamoDbClient client, Transformation transformation, UnaryOperator<Item> form) {
        this.client = client;
        this.transformation = transformation;
        this.form = form;
    }

    /**
     * Returns what is wrong with the source, one line each, at most twenty; nothing where all is as it must be.
     *
     * @param moved the items that were written in the target's form, and so need only yield what was written there
     */
    List<String> judge(
            String table,
            KeySchema key,
            Map<ItemKey, Optional<Item>> journal,
            Set<ItemKey> moved,
            long untouchedItems) {
        Map<ItemKey, Optional<Item>> open = new HashMap<>(journal);
        List<String> findings = new ArrayList<>();
        long others = 0;
        for (Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> attributes :
                client.scanPaginator(request -> request.tableName(table).consistentRead(true))
                        .items()) {
            Item item = transformation.visible(Item.of(attributes));
            Optional<Item> written = open.remove(key.keyOf(item));
            Optional<Item> expected = written == null ? Optional.empty() : written.map(form);
            if (written == null) {
                others++;
            } else if (expected.isEmpty()) {
                findings.add("source table " + table + " holds an item that the application deleted, with only "
                        + item.attributes().keySet());
            } else if (!expected.get().equals(item)
                    && !(moved.contains(key.keyOf(item))
                            && yields(table, item).equals(yields(table, expected.get())))) {
                findings.add("source table " + table + " holds an item that differs from what the application wrote in "
                        + expected.get().differingAttributes(item));
            }
        }
        long lost = open.values().stream().filter(Optional::isPresent).count();
        if (lost > 0) {
            findings.add("source table " + table + " lacks " + lost + " items that the application wrote");
        }
        if (others != untouchedItems) {
            findings.add("source table " + table + " holds " + others
                    + " items that the application left alone, there were " + untouchedItems);
        }
        return Collections.unmodifiableList(findings.subList(0, Math.min(LISTED, findings.size())));
    }

    private List<TargetImage> yields(String table, Item item) {
        try {
            return transformation.apply(new SourceItem(table, item), 0).images();
        } catch (TransformException untransformable) {
            return List.of();
        }
    }
}

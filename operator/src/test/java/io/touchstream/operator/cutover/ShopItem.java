package io.touchstream.operator.cutover;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One thing that the application keeps, in both forms. The forms are written down here once more, beside the rules. */
public record ShopItem(String id, String owner, long value) {
    public static final String RULES = """
        transform:
          rules:
            - set: {code: "ITEM#${id}"}
              rename: {desc: description}
        """;

    public Map<String, AttributeValue> sourceKey() {
        return Map.of("id", AttributeValue.fromS(id));
    }

    public Map<String, AttributeValue> targetKey() {
        return Map.of("owner", AttributeValue.fromS(owner), "code", AttributeValue.fromS("ITEM#" + id));
    }

    public Map<String, AttributeValue> inSource() {
        Map<String, AttributeValue> item = common();
        item.put("desc", AttributeValue.fromS("d" + value));
        return item;
    }

    public Map<String, AttributeValue> inTarget() {
        Map<String, AttributeValue> item = common();
        item.put("code", AttributeValue.fromS("ITEM#" + id));
        item.put("description", AttributeValue.fromS("d" + value));
        return item;
    }

    static ShopItem ofSource(Map<String, AttributeValue> item) {
        return of(item, "desc");
    }

    static ShopItem ofTarget(Map<String, AttributeValue> item) {
        return of(item, "description");
    }

    private Map<String, AttributeValue> common() {
        return new HashMap<>(Map.of(
                "id", AttributeValue.fromS(id),
                "owner", AttributeValue.fromS(owner),
                "value", AttributeValue.fromN(Long.toString(value))));
    }

    private static ShopItem of(Map<String, AttributeValue> item, String description) {
        long value = Long.parseLong(attribute(item, "value").n());
        if (!attribute(item, description).s().equals("d" + value)) {
            throw new AssertionError("an item that is made of two");
        }
        return new ShopItem(attribute(item, "id").s(), attribute(item, "owner").s(), value);
    }

    private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name), name);
    }
}

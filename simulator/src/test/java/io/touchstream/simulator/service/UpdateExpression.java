package io.touchstream.simulator.service;

import io.touchstream.item.AttributeValues;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An update expression: its actions see the item as it was before all of them. */
record UpdateExpression(List<Action> actions) {
    sealed interface Action {}

    record Set(String path, Operand value) implements Action {}

    record Remove(String path) implements Action {}

    record Add(String path, String placeholder) implements Action {}

    Map<String, AttributeValue> apply(Scope scope) {
        Map<String, AttributeValue> item = new HashMap<>(scope.item());
        for (Action action : actions) {
            if (action instanceof Set set) {
                item.put(scope.name(set.path()), set.value().in(scope));
            } else if (action instanceof Remove remove) {
                item.remove(scope.name(remove.path()));
            } else if (action instanceof Add add) {
                item.put(scope.name(add.path()), sum(scope.at(add.path()), scope.value(add.placeholder())));
            }
        }
        return item;
    }

    private static AttributeValue sum(AttributeValue present, AttributeValue added) {
        if (added.hasSs()) {
            java.util.Set<String> strings = new TreeSet<>(added.ss());
            if (present != null) {
                strings.addAll(present.ss());
            }
            return AttributeValue.fromSs(List.copyOf(strings));
        }
        if (added.n() == null) {
            throw new UnsupportedOperationException("the simulator adds numbers and sets of strings only");
        }
        BigDecimal sum = new BigDecimal(added.n()).add(new BigDecimal(present == null ? "0" : present.n()));
        return AttributeValues.number(sum.toPlainString());
    }
}

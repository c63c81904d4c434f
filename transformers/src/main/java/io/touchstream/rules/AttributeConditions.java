package io.touchstream.rules;

import io.touchstream.item.Item;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Holds when everything holds that is asked of each attribute: what a {@code when} states. */
public record AttributeConditions(List<AttributeCondition> all) implements Condition {
    /**
     * Asks something of one attribute; all of it is to hold.
     *
     * @param path the attribute
     * @param operators what is asked of it
     */
    public record AttributeCondition(AttributePath path, List<Operator> operators) {
        public AttributeCondition {
            operators = List.copyOf(operators);
        }

        private boolean holds(Item item) {
            AttributeValue actual = path.find(item).orElse(null);
            return operators.stream().allMatch(operator -> operator.holds(actual));
        }
    }

    public AttributeConditions {
        all = List.copyOf(all);
    }

    @Override
    public boolean holds(Item item) {
        return all.stream().allMatch(condition -> condition.holds(item));
    }

    @Override
    public Set<String> attributes() {
        Set<String> names = new TreeSet<>();
        all.forEach(condition -> names.addAll(condition.path().roots()));
        return names;
    }
}

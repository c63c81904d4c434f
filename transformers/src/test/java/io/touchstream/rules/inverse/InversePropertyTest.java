package io.touchstream.rules.inverse;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import io.touchstream.item.RandomItems;
import io.touchstream.rules.AttributePath;
import io.touchstream.rules.Changes;
import io.touchstream.rules.Concat;
import io.touchstream.rules.Constant;
import io.touchstream.rules.Copy;
import io.touchstream.rules.Expression;
import io.touchstream.rules.MappingRule;
import io.touchstream.rules.Pad;
import io.touchstream.rules.RuleTransformer;
import io.touchstream.rules.Scope;
import io.touchstream.rules.Template;
import io.touchstream.rules.TextFunction;
import io.touchstream.transform.Invertibility.Kind;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.SourceWrite;
import io.touchstream.transform.TargetItem;
import io.touchstream.transform.TransformException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Holds derived inverses to what their verdicts promise, for random rules and items. */
class InversePropertyTest {
    private static final int ROUNDS = Integer.getInteger("touchstream.rounds", 5_000);
    private static final List<String> NAMES = List.of("PK", "SK", "A", "B", "C", "D");
    private static final List<String> PLAIN = List.of("A", "B", "C", "D");
    private static final KeySchema KEY =
            new KeySchema(new KeyAttribute("PK", KeyType.S), new KeyAttribute("SK", KeyType.S));

    private final long seed = RandomItems.seed();
    private final Random random = new Random(seed);
    private int undone;
    private int updated;
    private int created;

    @Test
    void inverse_randomRulesAndItems_keepsItsVerdict() {
        for (int round = 0; round < ROUNDS; round++) {
            MappingRule rule = new MappingRule("rule 1", Scope.EVERYTHING, changes(), List.of("New"));
            Item source = item();
            String described =
                    "seed " + seed + ", round " + round + ": " + rule.changes() + " on " + source.attributes();
            try {
                check(rule, source, described);
            } catch (TransformException failure) {
                throw new AssertionError(described, failure);
            }
        }
        assertThat(List.of(undone, updated, created))
                .as("how often each promise was tried")
                .allMatch(times -> times > ROUNDS / 100);
    }

    private void check(MappingRule rule, Item source, String described) {
        Optional<Item> target = yielded(rule, source);
        if (target.isEmpty()) {
            return;
        }
        DerivedInverse inverse = new DerivedInverse(List.of(rule), Map.of("Old", KEY), Map.of("New", KEY));
        // With the present source item, an unchanged target item gives back exactly the source item, whatever the rule.
        assertThat(inverse(inverse, target.get(), source)).as(described).isEqualTo(source);
        undone++;
        checkUpdate(rule, inverse, source, described);
        if (inverse.verdicts().get(0).coversNewItems()) {
            checkNewItem(rule, inverse, target.get(), source, described);
        }
    }

    /** What the application changes in attributes that the rule leaves alone arrives in the source. */
    private void checkUpdate(MappingRule rule, DerivedInverse inverse, Item source, String described) {
        Losses losses = new Losses(rule.changes());
        Item changed = source;
        for (String name : PLAIN) {
            // An attribute under a new name may be the renamed one; an index names another element once its list is
            // cut.
            boolean ambiguous = rule.changes().rename().containsValue(name)
                    || losses.removedRoots().contains(losses.newName(name));
            if (!losses.isLost(name) && !ambiguous && random.nextInt(3) == 0) {
                changed = changed.with(name, value());
            }
        }
        Optional<Item> target = yielded(rule, changed);
        if (target.isPresent()
                && keyOf(target.get()).equals(keyOf(yielded(rule, source).orElseThrow()))) {
            Item back = inverse(inverse, target.get(), source);
            assertThat(yielded(rule, back))
                    .as(described + ", then " + changed.attributes())
                    .isEqualTo(target);
            updated++;
        }
    }

    /** Without a present source item the key is right, or the item is refused; never is it another's. */
    private void checkNewItem(MappingRule rule, DerivedInverse inverse, Item target, Item source, String described) {
        try {
            Item back = inverse(inverse, target, null);
            assertThat(KEY.keyOf(back)).as(described).isEqualTo(KEY.keyOf(source));
            assertThat(keyOf(yielded(rule, back).orElseThrow())).as(described).isEqualTo(keyOf(target));
            if (inverse.verdicts().get(0).kind() == Kind.INVERTIBLE) {
                assertThat(yielded(rule, back)).as(described).contains(target);
            }
            created++;
        } catch (TransformException refused) {
            assertThat(inverse.verdicts().get(0).notes()).as(described).isNotEmpty();
        }
    }

    private static Item inverse(DerivedInverse inverse, Item target, @Nullable Item present) {
        return inverse.inverse(new TargetItem("New", target), present == null ? null : new SourceItem("Old", present))
                .map(SourceWrite::item)
                .orElseThrow();
    }

    private static Optional<Item> yielded(MappingRule rule, Item source) {
        try {
            Item target = new RuleTransformer(List.of(rule), List.of("New"))
                    .transform(new SourceItem("Old", source))
                    .get(0)
                    .item();
            keyOf(target);
            return Optional.of(target);
        } catch (RuntimeException notYielded) {
            return Optional.empty();
        }
    }

    private static Object keyOf(Item item) {
        return KEY.keyOf(item);
    }

    private Item item() {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put("PK", AttributeValues.string("p" + text()));
        attributes.put("SK", AttributeValues.string("s" + text()));
        for (String name : PLAIN) {
            if (random.nextInt(3) > 0) {
                attributes.put(name, value());
            }
        }
        return Item.of(attributes);
    }

    private Changes changes() {
        Map<String, String> rename = new LinkedHashMap<>();
        if (random.nextInt(3) == 0) {
            rename.put(one(PLAIN), random.nextBoolean() ? "E" : one(PLAIN));
            rename.entrySet().removeIf(entry -> entry.getKey().equals(entry.getValue()));
        }
        List<AttributePath> remove = new ArrayList<>();
        while (random.nextInt(3) == 0) {
            remove.add(AttributePath.of(one(List.of("A", "B", "C.x", "D[0]", "D[1]", "SK"))));
        }
        Map<String, Expression> set = new LinkedHashMap<>();
        while (random.nextInt(5) < 3) {
            set.put(one(NAMES), expression(one(NAMES)));
        }
        Map<String, Expression> defaults = new LinkedHashMap<>();
        if (random.nextInt(3) == 0) {
            defaults.put(one(PLAIN), new Constant(value()));
            defaults.keySet().removeAll(set.keySet());
        }
        return new Changes(rename, remove, set, defaults);
    }

    private Expression expression(String name) {
        return switch (random.nextInt(8)) {
            case 0 -> new Constant(AttributeValues.string("c" + text()));
            case 1 -> new Copy(AttributePath.of(name), random.nextBoolean() ? null : new Constant(value()));
            case 2 -> new TextFunction(TextFunction.Kind.LOWER, Template.parse("${" + name + ":-n}"));
            case 3 -> new Pad(Template.parse("${" + name + ":-n}"), 6, "0");
            case 4 -> new Concat(List.of(Template.parse("a#"), new Copy(AttributePath.of(name), null)));
            case 5 -> Template.parse("${" + name + "}#${" + one(NAMES) + ":-none}");
            default -> Template.parse("x#${" + name + (random.nextBoolean() ? "}" : ":-n}"));
        };
    }

    private AttributeValue value() {
        return switch (random.nextInt(5)) {
            case 0 -> AttributeValues.number(random.nextInt(20));
            case 1 -> AttributeValues.map(Map.of("x", AttributeValues.string(text()), "y", AttributeValues.number(1)));
            case 2 -> AttributeValues.list(List.of(AttributeValues.string(text()), AttributeValues.string("b")));
            default -> AttributeValues.string(text());
        };
    }

    private String text() {
        return one(List.of("", "a", "B", "#", "a#b", "x#", "none", "0"));
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}

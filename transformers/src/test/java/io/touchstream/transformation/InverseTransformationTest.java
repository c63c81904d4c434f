package io.touchstream.transformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.touchstream.definition.DefinitionException;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import io.touchstream.transform.InverseTransformer;
import io.touchstream.transform.Invertibility;
import io.touchstream.transform.Invertibility.Kind;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.SourceWrite;
import io.touchstream.transform.TargetItem;
import io.touchstream.transform.TargetWrite;
import io.touchstream.transform.TransformException;
import io.touchstream.transform.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Undoes transformations as sync does. */
class InverseTransformationTest {
    private static final KeySchema KEY = new KeySchema(new KeyAttribute("PK", KeyType.S), null);
    private static final String PREAMBLE =
            "name: a\nsource: {tables: [Old]}\ntarget: {tables: {New: {partitionKey: {PK: S}}}}\n";

    @Test
    void load_class_isNotPossibleUntilAnInverseIsNamed() {
        InverseTransformation none = load("transform: {java: " + Prefix.class.getName() + "}");
        InverseTransformation named = load(
                "transform: {java: " + Prefix.class.getName() + ", inverse: {java: " + Unprefix.class.getName() + "}}");

        assertThat(none.isPossible()).isFalse();
        assertThat(none.verdicts())
                .extracting(Invertibility::line)
                .containsExactly("java: not invertible: a class cannot be undone by itself: name one that does at"
                        + " transform.inverse.java");
        assertThat(named.isPossible()).isTrue();
        assertThat(named.verdicts()).extracting(Invertibility::kind).containsExactly(Kind.INVERTIBLE);
        assertThatExceptionOfType(TransformException.class).isThrownBy(() -> apply(none, "x#a", null));
    }

    @Test
    void load_classThatIsNoInverse_isRefusedWithItsPlace() {
        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> load("transform: {rules: [{remove: [A]}], inverse: {java: java.lang.String}}"))
                .withMessageStartingWith("a.yaml:4: transform.inverse.java: class java.lang.String does not implement "
                        + InverseTransformer.class.getName() + ", expected a public class that implements "
                        + InverseTransformer.class.getName());
    }

    @Test
    void apply_itemOfUnknownOrigin_isAskedAgainWithTheSourceItemThatItNames() {
        InverseTransformation inverse = load("transform: {rules: [{set: {PK: \"x#${PK}\"}, remove: [Legacy]}]}");
        Item present = item("{\"PK\":{\"S\":\"a\"},\"Legacy\":{\"S\":\"old\"}}");
        List<TargetKey> asked = new ArrayList<>();

        Transformed answer = inverse.apply(
                key("x#a"),
                item("{\"PK\":{\"S\":\"x#a\"},\"New\":{\"N\":\"1\"}}"),
                null,
                source -> {
                    asked.add(source);
                    return Optional.of(new SourceItem("Old", present));
                },
                0);

        assertThat(asked).containsExactly(new TargetKey("Old", KEY.keyOf(present)));
        assertThat(answer.images())
                .extracting(TargetImage::item)
                .containsExactly(item("{\"PK\":{\"S\":\"a\"},\"Legacy\":{\"S\":\"old\"},\"New\":{\"N\":\"1\"}}"));
    }

    @Test
    void apply_answerThatDoesNotYieldTheTargetItem_isRefused() {
        InverseTransformation inverse = load(
                "transform: {rules: [{set: {PK: \"y#${PK}\"}}], inverse: {java: " + Unprefix.class.getName() + "}}");

        assertThatExceptionOfType(TransformException.class)
                .isThrownBy(() -> apply(inverse, "x#a", null))
                .withMessage("the source item that the inverse answers does not yield this target item");
    }

    @Test
    void apply_answerThatChangesItsKeyWithThePresentItem_isRefused() {
        InverseTransformation inverse = load(
                "transform: {java: " + Prefix.class.getName() + ", inverse: {java: " + Fickle.class.getName() + "}}");

        assertThatExceptionOfType(TransformException.class)
                .isThrownBy(() -> apply(inverse, "x#a", new SourceItem("Old", item("{\"PK\":{\"S\":\"a\"}}"))))
                .withMessage("the inverse answers another key once it sees the present source item");
    }

    @Test
    void apply_inverseThatFails_tellsItsTypeAndNoValue() {
        InverseTransformation inverse = load(
                "transform: {java: " + Prefix.class.getName() + ", inverse: {java: " + Fickle.class.getName() + "}}");

        assertThatExceptionOfType(TransformException.class)
                .isThrownBy(() -> apply(inverse, "", null))
                .withMessage("the inverse failed with java.lang.StringIndexOutOfBoundsException");
    }

    /** Puts a prefix before the key. */
    public static final class Prefix implements Transformer {
        @Override
        public List<TargetWrite> transform(SourceItem source) {
            return List.of(new TargetWrite("New", withKey(source.item(), "x#" + keyText(source.item()))));
        }
    }

    /** Takes it off again. */
    public static final class Unprefix implements InverseTransformer {
        @Override
        public Optional<SourceWrite> inverse(TargetItem target, @Nullable SourceItem present) {
            return Optional.of(new SourceWrite(
                    "Old", withKey(target.item(), keyText(target.item()).substring(2))));
        }
    }

    /** Names another source item once it sees one. */
    public static final class Fickle implements InverseTransformer {
        @Override
        public Optional<SourceWrite> inverse(TargetItem target, @Nullable SourceItem present) {
            String key = keyText(target.item()).substring(2) + (present == null ? "" : "!");
            return Optional.of(new SourceWrite("Old", withKey(target.item(), key)));
        }
    }

    private static Transformed apply(InverseTransformation inverse, String key, @Nullable SourceItem present) {
        Item image = item("{\"PK\":{\"S\":\"" + key + "\"}}");
        TargetKey target = new TargetKey("New", new ItemKey(image.attributes()));
        return inverse.apply(target, image, null, asked -> Optional.ofNullable(present), 0);
    }

    private static InverseTransformation load(String transform) {
        MigrationDefinition definition = MigrationLoader.parse("a.yaml", PREAMBLE + transform + "\n");
        return InverseTransformation.load(definition, Map.of("Old", KEY));
    }

    private static TargetKey key(String text) {
        return new TargetKey("New", KEY.keyOf(item("{\"PK\":{\"S\":\"" + text + "\"}}")));
    }

    private static Item withKey(Item item, String key) {
        return item.with(
                "PK", item("{\"PK\":{\"S\":\"" + key + "\"}}").get("PK").orElseThrow());
    }

    private static String keyText(Item item) {
        return item.get("PK").orElseThrow().s();
    }

    private static Item item(String json) {
        return DynamoDbJson.parse(json, 1);
    }
}

package io.touchstream.transformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.touchstream.definition.DefinitionException;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import io.touchstream.transform.SourceItem;
import io.touchstream.transform.TargetWrite;
import io.touchstream.transform.TransformException;
import io.touchstream.transform.Transformer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class TransformationTest {
    private static final MigrationDefinition DEFINITION = MigrationLoader.parse("a.yaml", """
            name: a
            source: {tables: [Old]}
            target:
              tables:
                New:
                  partitionKey: {PK: S}
                  sortKey: {SK: S}
                  globalSecondaryIndexes: {GSI1: {partitionKey: {G: S}, sortKey: {H: N}}}
                  localSecondaryIndexes: {LSI1: {sortKey: {L: B}}}
            """);

    private static final Item ITEM = DynamoDbJson.parse("{\"PK\":{\"S\":\"p\"},\"SK\":{\"S\":\"s\"}}", 1);

    /** Copies, as a class would. */
    public static final class CopyTransformer implements Transformer {
        @Override
        public List<TargetWrite> transform(SourceItem source) {
            return List.of(new TargetWrite("New", source.item()));
        }
    }

    /** Cannot be made. */
    public static final class FailingConstructor implements Transformer {
        public FailingConstructor() {
            throw new IllegalStateException("secret");
        }

        @Override
        public List<TargetWrite> transform(SourceItem source) {
            return List.of();
        }
    }

    /** Cannot be initialised. */
    public static final class FailingInitialiser implements Transformer {
        static final int FAILS = Integer.parseInt("secret");

        @Override
        public List<TargetWrite> transform(SourceItem source) {
            return List.of();
        }
    }

    /** Cannot be made, since its constructor exhausts the stack. */
    public static final class Bottomless implements Transformer {
        public Bottomless() {
            throw new StackOverflowError();
        }

        @Override
        public List<TargetWrite> transform(SourceItem source) {
            return List.of();
        }
    }

    /** Has no constructor without parameters. */
    public record WithParameter(String parameter) implements Transformer {
        @Override
        public List<TargetWrite> transform(SourceItem source) {
            return List.of();
        }
    }

    static final class Hidden implements Transformer {
        @Override
        public List<TargetWrite> transform(SourceItem source) {
            return List.of();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"PK\":{\"S\":\"p\"}}|table New: key attribute SK is missing",
                "\"G\":{\"N\":\"1\"}|table New, index GSI1: key attribute G is of type N, the key needs S",
                "\"G\":{\"S\":\"\"}|table New, index GSI1: key attribute G is empty",
                "\"H\":{\"S\":\"1\"}|table New, index GSI1: key attribute H is of type S, the key needs N",
                "\"L\":{\"B\":\"\"}|table New, index LSI1: key attribute L is empty",
                "\"_touchstream\":{\"S\":\"x\"}|attribute _touchstream is reserved"
            })
    void apply_itemThatTheTableRefuses_isAnError(String json, String message) {
        String line = json.startsWith("{") ? json : "{\"PK\":{\"S\":\"p\"},\"SK\":{\"S\":\"s\"}," + json + "}";

        assertFails(List.of(new TargetWrite("New", DynamoDbJson.parse(line, 1))), message);
    }

    @Test
    void apply_valuesThatDynamoDbRefuses_isAnError() {
        AttributeValue deep = AttributeValues.string("x");
        for (int level = 0; level < 33; level++) {
            deep = AttributeValues.list(List.of(deep));
        }

        assertFails(with(deep), "table New: attribute X is nested more than 32 levels deep");
        assertThat(apply(with(deep.l().get(0))).images()).hasSize(1);
        assertFails(
                with(AttributeValues.number("1E+126")),
                "table New: attribute X holds a number that DynamoDB cannot: at most 38 digits, from 1E-130 to 1E+126");
        assertFails(with(AttributeValue.builder().ss(List.of()).build()), "table New: attribute X is an empty set");
        assertFails(
                with(AttributeValue.builder().build()), "table New: attribute X has no type, or one that is not known");
        assertFails(
                with(AttributeValues.list(
                        Collections.singletonList(AttributeValue.builder().build()))),
                "table New: attribute X has no type, or one that is not known");
    }

    @Test
    void apply_longIndexKeys_areRefused() {
        assertThat(apply(List.of(new TargetWrite("New", ITEM.with("G", AttributeValues.string("x".repeat(2048))))))
                        .images())
                .hasSize(1);
        assertFails(
                List.of(new TargetWrite("New", ITEM.with("G", AttributeValues.string("x".repeat(2049))))),
                "table New, index GSI1: key attribute G is 2049 bytes long, at most 2048 are allowed");
        assertFails(
                List.of(new TargetWrite("New", ITEM.with("L", AttributeValues.binary(new byte[1025])))),
                "table New, index LSI1: key attribute L is 1025 bytes long, at most 1024 are allowed");
    }

    @Test
    void apply_sizeLimit_countsTheReservedBytes() {
        int room = Item.MAXIMUM_SIZE_IN_BYTES - ITEM.sizeInBytes() - 1 - 100;
        SourceItem largest = new SourceItem("Old", ITEM.with("X", AttributeValues.string("x".repeat(room))));
        Transformation transformation = Transformation.load(DEFINITION);

        assertThat(transformation.apply(largest, 100).images()).hasSize(1);
        assertThatExceptionOfType(TransformException.class)
                .isThrownBy(() -> transformation.apply(largest, 101))
                .withMessage("the item for table New would have 409601 bytes, at most 409600 are allowed");
    }

    @Test
    void apply_sameKeyTwiceOrForeignTable_isAnError() {
        assertFails(
                List.of(new TargetWrite("New", ITEM), new TargetWrite("New", ITEM)),
                "two writes for one key of table New");
        assertFails(List.of(new TargetWrite("Old", ITEM)), "table Old is not a target of this migration");
    }

    @Test
    @NullUnmarked
    void apply_garbageOfAClass_isAnErrorOfTheItem() {
        String hollow = "the transformer answered a write that is null, or lacks table or item";

        assertFails(null, "the transformer answered null, expected a list of writes");
        assertFails(Arrays.asList(new TargetWrite("New", ITEM), null), hollow);
        assertFails(List.of(new TargetWrite(null, ITEM)), hollow);
        assertFails(List.of(new TargetWrite("New", null)), hollow);
    }

    @Test
    void apply_foreignException_tellsItsTypeOnly() {
        Transformation transformation = new Transformation(DEFINITION, source -> {
            throw new IllegalStateException("secret");
        });

        assertThatExceptionOfType(TransformException.class)
                .isThrownBy(() -> transformation.apply(new SourceItem("Old", ITEM), 0))
                .withMessage("the transformer failed with java.lang.IllegalStateException");
    }

    @Test
    void apply_foreignErrors_areErrorsOfTheItem() {
        for (Throwable thrown : List.of(
                new AssertionError("secret"),
                new NoClassDefFoundError("secret"),
                new ExceptionInInitializerError("secret"),
                new StackOverflowError(),
                new IOException("secret"))) {
            Transformation transformation = new Transformation(DEFINITION, source -> sneakily(thrown));

            assertThatExceptionOfType(TransformException.class)
                    .isThrownBy(() -> transformation.apply(new SourceItem("Old", ITEM), 0))
                    .withMessage(
                            "the transformer failed with " + thrown.getClass().getName());
        }
    }

    @Test
    void apply_oneValueInThousandsOfPlaces_isTooLarge() {
        AttributeValue large = AttributeValues.binary(new byte[400_000]);

        assertThatExceptionOfType(TransformException.class)
                .isThrownBy(() -> apply(with(AttributeValues.list(Collections.nCopies(6_000, large)))))
                .withMessageContaining("at most 409600 are allowed");
    }

    @Test
    void visible_image_lacksMarkerReplicationAndProvenance() {
        Item image = ITEM.with("migrate", AttributeValues.string("tst0123456789"))
                .with("aws:rep:updatetime", AttributeValues.number(1))
                .with("_touchstream", AttributeValues.string("x"));

        assertThat(Transformation.load(DEFINITION).visible(image)).isEqualTo(ITEM);
    }

    @Test
    void visible_applicationsOwnAttributeOfTheMarkersName_stays() {
        Transformation transformation = Transformation.load(DEFINITION);
        for (AttributeValue own : List.of(
                AttributeValues.string("run"),
                AttributeValues.string("tsrandomtoken"),
                AttributeValues.string("tst012345678"),
                AttributeValues.string("xst0123456789"),
                AttributeValues.number(7),
                AttributeValues.binary("tst0123456789".getBytes(StandardCharsets.UTF_8)))) {
            Item image = ITEM.with("migrate", own);
            assertThat(transformation.visible(image)).isEqualTo(image);
        }
    }

    @Test
    void load_class_isMadeAndLabelled() {
        Transformation transformation = Transformation.load(withClass(CopyTransformer.class.getName()));
        SourceItem source = new SourceItem("Old", ITEM);

        assertThat(transformation.apply(source, 0).images())
                .extracting(TargetImage::item)
                .containsExactly(ITEM);
        assertThat(transformation.label(source)).isEqualTo("java");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "com.example.Nowhere|is not on the class path",
                "java.lang.String|does not implement io.touchstream.transform.Transformer",
                "io.touchstream.transform.Transformer|is not a public class that can be instantiated",
                "io.touchstream.transformation.TransformationTest$Hidden|is not a public class that can be instantiated",
                "io.touchstream.transformation.TransformationTest$WithParameter|has no public constructor without parameters",
                "io.touchstream.transformation.TransformationTest$FailingConstructor|failed in its constructor with java.lang.IllegalStateException",
                "io.touchstream.transformation.TransformationTest$FailingInitialiser|cannot be made: java.lang.ExceptionInInitializerError",
                "io.touchstream.transformation.TransformationTest$FailingInitialiser|cannot be made: java.lang.NoClassDefFoundError",
                "io.touchstream.transformation.TransformationTest$Bottomless|failed in its constructor with java.lang.StackOverflowError",
                "java.lang.Runtime|does not implement io.touchstream.transform.Transformer",
                "java.lang.ProcessBuilder|does not implement io.touchstream.transform.Transformer",
                "io.touchstream.transformation.transformationtest|is not on the class path",
                "JAVA.lang.Runtime|is not on the class path"
            })
    void load_unusableClass_isRefused(String className, String problem) {
        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> Transformation.load(withClass(className)))
                .withMessage("a.yaml:4: transform.java: class " + className + " " + problem
                        + ", expected a public class that implements io.touchstream.transform.Transformer and has a"
                        + " public constructor without parameters");
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> List<TargetWrite> sneakily(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static MigrationDefinition withClass(String name) {
        return MigrationLoader.parse(
                "a.yaml",
                "name: a\nsource: {tables: [Old]}\ntarget: {tables: {New: {partitionKey: {PK: S}}}}\ntransform: {java: "
                        + name + "}");
    }

    private static List<TargetWrite> with(AttributeValue value) {
        return List.of(new TargetWrite("New", ITEM.with("X", value)));
    }

    private static Transformed apply(List<TargetWrite> writes) {
        return new Transformation(DEFINITION, source -> writes).apply(new SourceItem("Old", ITEM), 0);
    }

    private static void assertFails(List<TargetWrite> writes, String message) {
        assertThatExceptionOfType(TransformException.class)
                .isThrownBy(() -> apply(writes))
                .withMessage(message);
    }
}

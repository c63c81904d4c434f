package io.touchstream.sync.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.transform.SourceItem;
import io.touchstream.transformation.TargetImage;
import io.touchstream.transformation.Transformation;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Takes random items of every type from Lambda's event classes through decoding, DynamoDB JSON, the transformation and
 * the provenance, and compares what comes out with what went in, type for type and digit for digit.
 */
@Timeout(300)
class ItemFuzzTest {
    private static final int CASES = 10_000;
    private static final String CHARACTERS = "aZ0 %&=/:#.$\"\\\n\u0000\u0085\u2028\u00e9\u20ac\uFFFD";
    private static final MigrationDefinition DEFINITION = MigrationLoader.parse(
            "copy.yaml", "name: copy\nsource: {tables: [Old]}\ntarget: {tables: {New: {partitionKey: {PK: S}}}}\n");
    private static final Transformation COPY = Transformation.load(DEFINITION);
    private static final RecordDecoder DECODER = new RecordDecoder((table, stream) -> 1);

    /** One value in both libraries' types, built side by side. */
    private record Twin(AttributeValue event, software.amazon.awssdk.services.dynamodb.model.AttributeValue sdk) {}

    @Test
    void decode_randomItems_passWithoutLoss() {
        int cases = Integer.getInteger("fuzz.cases", CASES);
        long first = Long.getLong("fuzz.seed", System.nanoTime());
        System.out.println("fuzz items: " + cases + " cases from seed " + first);
        for (long seed = first; seed < first + cases; seed++) {
            passThrough(new Random(seed), "replay with -Dfuzz.cases=1 -Dfuzz.seed=" + seed);
        }
    }

    private static void passThrough(Random random, String replay) {
        Map<String, Twin> twins = twins(random, 4);
        Twin key = string("k" + text(random));
        twins.put("PK", key);
        Map<String, AttributeValue> image = new LinkedHashMap<>();
        Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> expected = new LinkedHashMap<>();
        twins.forEach((name, twin) -> {
            image.put(name, twin.event());
            expected.put(name, twin.sdk());
        });

        Change change = DECODER.decode(0, record(Map.of("PK", key.event()), image));
        Item item = Objects.requireNonNull(change.after());
        assertThat(item.attributes()).as(replay).isEqualTo(expected);
        assertThat(DynamoDbJson.parse(DynamoDbJson.write(item), 1).attributes())
                .as(replay)
                .isEqualTo(expected);
        assertThat(DynamoDbJson.parse(DynamoDbJson.writeCanonical(item), 1))
                .as(replay)
                .isEqualTo(item);
        assertThat(COPY.apply(new SourceItem("Old", COPY.visible(item)), 0).images())
                .as(replay)
                .extracting(TargetImage::item)
                .allSatisfy(written -> assertThat(written.attributes()).isEqualTo(expected))
                .hasSize(1);
        Item written = new Provenance(change.source(), change.version()).on(item);
        assertThat(Provenance.of(written.attributes()))
                .as(replay)
                .contains(new Provenance(change.source(), change.version()));
        assertThat(COPY.visible(written)).as(replay).isEqualTo(item);
        assertThat(new SourceId(change.source().text()).key().attributes())
                .as(replay)
                .isEqualTo(Map.of("PK", key.sdk()));
    }

    private static DynamodbStreamRecord record(Map<String, AttributeValue> key, Map<String, AttributeValue> image) {
        DynamodbStreamRecord record = new DynamodbStreamRecord();
        record.setEventName("INSERT");
        record.setEventSourceARN("arn:aws:dynamodb:eu-west-1:0:table/Old/stream/2026-01-01T00:00:00.000");
        record.setDynamodb(new StreamRecord().withKeys(key).withNewImage(image).withSequenceNumber("1"));
        return record;
    }

    private static Map<String, Twin> twins(Random random, int depth) {
        Map<String, Twin> twins = new LinkedHashMap<>();
        for (int count = random.nextInt(6); count > 0; count--) {
            twins.put("n" + text(random), twin(random, depth));
        }
        return twins;
    }

    private static Twin twin(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 8)) {
            case 0 -> string(text(random));
            case 1 -> {
                String number = number(random);
                yield new Twin(
                        new AttributeValue().withN(number), builder().n(number).build());
            }
            case 2 -> {
                byte[] bytes = bytes(random);
                yield new Twin(
                        new AttributeValue().withB(ByteBuffer.wrap(bytes)),
                        builder().b(SdkBytes.fromByteArray(bytes)).build());
            }
            case 3 -> {
                boolean value = random.nextBoolean();
                yield new Twin(
                        new AttributeValue().withBOOL(value),
                        builder().bool(value).build());
            }
            case 4 ->
                new Twin(
                        new AttributeValue().withNULL(true), builder().nul(true).build());
            case 5, 6, 7 -> set(random);
            case 8 -> list(random, depth);
            default -> map(random, depth);
        };
    }

    private static Twin set(Random random) {
        int size = 1 + random.nextInt(4);
        return switch (random.nextInt(3)) {
            case 0 -> {
                List<String> texts = distinct(size, () -> text(random));
                yield new Twin(
                        new AttributeValue().withSS(texts), builder().ss(texts).build());
            }
            case 1 -> {
                List<String> numbers = distinct(size, () -> Long.toString(random.nextLong()));
                yield new Twin(
                        new AttributeValue().withNS(numbers),
                        builder().ns(numbers).build());
            }
            default -> {
                List<SdkBytes> binaries = distinct(size, () -> SdkBytes.fromByteArray(bytes(random)));
                List<ByteBuffer> buffers =
                        binaries.stream().map(SdkBytes::asByteBuffer).toList();
                yield new Twin(
                        new AttributeValue().withBS(buffers),
                        builder().bs(binaries).build());
            }
        };
    }

    private static Twin list(Random random, int depth) {
        List<Twin> twins = IntStream.range(0, random.nextInt(4))
                .mapToObj(index -> twin(random, depth - 1))
                .toList();
        return new Twin(
                new AttributeValue().withL(twins.stream().map(Twin::event).toList()),
                builder().l(twins.stream().map(Twin::sdk).toList()).build());
    }

    private static Twin map(Random random, int depth) {
        Map<String, AttributeValue> event = new LinkedHashMap<>();
        Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> sdk = new LinkedHashMap<>();
        twins(random, depth - 1).forEach((name, twin) -> {
            event.put(name, twin.event());
            sdk.put(name, twin.sdk());
        });
        return new Twin(new AttributeValue().withM(event), builder().m(sdk).build());
    }

    private static Twin string(String text) {
        return new Twin(new AttributeValue().withS(text), builder().s(text).build());
    }

    private static software.amazon.awssdk.services.dynamodb.model.AttributeValue.Builder builder() {
        return software.amazon.awssdk.services.dynamodb.model.AttributeValue.builder();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(8); count > 0; count--) {
            text.appendCodePoint(
                    random.nextInt(5) == 0
                            ? 0x10000 + random.nextInt(0x1000)
                            : CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }

    /** A number of up to 38 digits, at the ends of the exponent's range as well. */
    private static String number(Random random) {
        StringBuilder digits = new StringBuilder(random.nextBoolean() ? "-" : "").append(1 + random.nextInt(9));
        if (random.nextInt(8) == 0) {
            return digits + (random.nextBoolean() ? "E+125" : "E-130");
        }
        random.ints(random.nextInt(38), 0, 10).forEach(digits::append);
        return switch (random.nextInt(3)) {
            case 0 -> digits + "E+" + random.nextInt(80);
            case 1 -> digits + "e-" + random.nextInt(120);
            default -> digits.toString();
        };
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(9)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static <T> List<T> distinct(int size, Supplier<T> element) {
        Set<T> elements = new LinkedHashSet<>();
        while (elements.size() < size) {
            elements.add(element.get());
        }
        return List.copyOf(elements);
    }
}

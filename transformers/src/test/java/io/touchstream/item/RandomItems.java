package io.touchstream.item;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Draws items with values of every type out of a seed. */
public final class RandomItems {
    private static final int TYPES = 10;
    private static final String CHARACTERS = "aZ0 %&=/:#.$\"\\\n\u0000\u00e9\u20ac\uFFFD";

    private final Random random;

    public RandomItems(Random random) {
        this.random = random;
    }

    /** Returns the seed to use: a new one, or that of {@code -Dtouchstream.seed}, and prints it. */
    public static long seed() {
        long seed = Long.getLong("touchstream.seed", System.nanoTime());
        System.out.println("seed " + seed);
        return seed;
    }

    /** Returns an item with a key {@code PK} of text. */
    public Item item() {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>(attributes(3));
        attributes.put("PK", AttributeValues.string("k" + random.nextInt()));
        return Item.of(attributes);
    }

    /** Returns text, perhaps with any character in it, perhaps empty. */
    public String text() {
        return IntStream.range(0, random.nextInt(8))
                .mapToObj(index -> random.nextInt(5) == 0
                        ? Character.toString(0x10000 + random.nextInt(0x1000))
                        : Character.toString(CHARACTERS.charAt(random.nextInt(CHARACTERS.length()))))
                .reduce("", String::concat);
    }

    /** Returns a number of up to 38 digits. */
    public String number() {
        StringBuilder digits = new StringBuilder(random.nextBoolean() ? "-" : "").append(1 + random.nextInt(9));
        random.ints(random.nextInt(37), 0, 10).forEach(digits::append);
        return switch (random.nextInt(4)) {
            case 0 -> digits + "E+" + random.nextInt(80);
            case 1 -> digits + "e-" + random.nextInt(120);
            case 2 -> "0." + random.nextInt(1_000_000) + "0";
            default -> digits.toString();
        };
    }

    private Map<String, AttributeValue> attributes(int depth) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        for (int count = random.nextInt(6); count > 0; count--) {
            attributes.put("n" + text(), value(depth));
        }
        return attributes;
    }

    private AttributeValue value(int depth) {
        AttributeValue.Builder builder = AttributeValue.builder();
        return switch (random.nextInt(depth > 0 ? TYPES : TYPES - 2)) {
            case 0 -> builder.s(text()).build();
            case 1 -> builder.n(number()).build();
            case 2 -> builder.b(binary()).build();
            case 3 -> builder.bool(random.nextBoolean()).build();
            case 4 -> builder.nul(true).build();
            case 5 -> builder.ss(set(this::text)).build();
            case 6 -> builder.ns(set(() -> Integer.toString(random.nextInt()))).build();
            case 7 -> builder.bs(set(this::binary)).build();
            case 8 ->
                builder.l(Stream.generate(() -> value(depth - 1))
                                .limit(random.nextInt(4))
                                .toList())
                        .build();
            default -> builder.m(attributes(depth - 1)).build();
        };
    }

    private SdkBytes binary() {
        byte[] bytes = new byte[random.nextInt(9)];
        random.nextBytes(bytes);
        return SdkBytes.fromByteArray(bytes);
    }

    private <T> List<T> set(Supplier<T> element) {
        Set<T> elements = new LinkedHashSet<>();
        for (int count = random.nextInt(3); count >= 0; count--) {
            elements.add(element.get());
        }
        return List.copyOf(elements);
    }
}

package io.touchstream.item;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Holds the key of one item: one or two attributes of type S, N or B.
 *
 * <p>Its {@linkplain #text() text} is canonical: equal keys have equal texts, and {@link #parse} gives the key back.
 * {@code toString} shows no value.
 */
public record ItemKey(Map<String, AttributeValue> attributes) {
    public ItemKey {
        if (attributes.isEmpty() || attributes.size() > 2) {
            throw new IllegalArgumentException("a key has one or two attributes, not " + attributes.size());
        }
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** Returns the canonical text: {@code name=type:value} by name, joined by {@code &}, percent-escaped. */
    public String text() {
        StringBuilder text = new StringBuilder();
        attributes.forEach((name, value) -> {
            text.append(text.isEmpty() ? "" : "&");
            text.append(Escapes.escape(name)).append('=');
            text.append(value.type()).append(':').append(Escapes.escape(scalar(value)));
        });
        return text.toString();
    }

    /**
     * Reads a key back from its canonical text.
     *
     * @throws IllegalArgumentException when the text is not one that {@link #text()} makes
     */
    public static ItemKey parse(String text) {
        Map<String, AttributeValue> attributes = new TreeMap<>();
        for (String part : text.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0 || part.length() < equals + 3 || part.charAt(equals + 2) != ':') {
                throw new IllegalArgumentException("not a key's canonical text");
            }
            KeyType type = KeyType.valueOf(part.substring(equals + 1, equals + 2));
            String value = Escapes.unescape(part.substring(equals + 3));
            attributes.put(Escapes.unescape(part.substring(0, equals)), value(type, value));
        }
        ItemKey key = new ItemKey(attributes);
        if (!key.text().equals(text)) {
            throw new IllegalArgumentException("not a key's canonical text");
        }
        return key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ItemKey key && Item.of(attributes).equals(Item.of(key.attributes));
    }

    @Override
    public int hashCode() {
        return Item.of(attributes).hashCode();
    }

    @Override
    public String toString() {
        return "ItemKey" + attributes.keySet();
    }

    private static String scalar(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> Numbers.canonical(value.n()).toString();
            case B -> Base64.getEncoder().encodeToString(value.b().asByteArrayUnsafe());
            case BOOL, NUL, SS, NS, BS, L, M, UNKNOWN_TO_SDK_VERSION ->
                throw new InvalidKeyException("a key attribute cannot be of type " + value.type());
        };
    }

    private static AttributeValue value(KeyType type, String text) {
        return switch (type) {
            case S -> AttributeValues.string(text);
            case N -> AttributeValues.number(Numbers.plain(text));
            case B ->
                AttributeValue.builder()
                        .b(SdkBytes.fromByteArray(Base64.getDecoder().decode(text.getBytes(StandardCharsets.US_ASCII))))
                        .build();
        };
    }
}

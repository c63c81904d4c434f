package io.touchstream.local.stream;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** Estimates how many bytes a record takes in the JSON payload of an invocation. */
final class RecordSize {
    private static final long ENVELOPE = 600;
    private static final long PUNCTUATION = 12;

    private RecordSize() {}

    static long of(Record record) {
        StreamRecord change = record.dynamodb();
        return ENVELOPE + map(change.keys()) + map(change.newImage()) + map(change.oldImage());
    }

    private static long map(Map<String, AttributeValue> attributes) {
        long size = 0;
        for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
            size += text(attribute.getKey()) + value(attribute.getValue());
        }
        return size;
    }

    private static long value(AttributeValue value) {
        return switch (value.type()) {
            case S -> text(value.s());
            case N -> text(value.n());
            case B -> base64(value.b().asByteArrayUnsafe().length);
            case SS -> value.ss().stream().mapToLong(RecordSize::text).sum();
            case NS -> value.ns().stream().mapToLong(RecordSize::text).sum();
            case BS ->
                value.bs().stream()
                        .mapToLong(bytes -> base64(bytes.asByteArrayUnsafe().length))
                        .sum();
            case M -> PUNCTUATION + map(value.m());
            case L ->
                PUNCTUATION + value.l().stream().mapToLong(RecordSize::value).sum();
            case BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> PUNCTUATION;
        };
    }

    private static long text(String text) {
        return PUNCTUATION + text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static long base64(int bytes) {
        return PUNCTUATION + (bytes + 2L) / 3 * 4;
    }
}

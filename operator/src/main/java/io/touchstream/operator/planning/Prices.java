package io.touchstream.operator.planning;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.touchstream.operator.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Holds what DynamoDB asks for, on demand.
 *
 * @param region for which region the prices hold
 * @param asOf since when they hold
 * @param source where they were found
 * @param currency in which currency they are
 * @param writeUnitsPerMillion for a million write units
 * @param readUnitsPerMillion for a million read units
 * @param storageGigabyteMonth for a gigabyte of a table in a month
 * @param pointInTimeRecoveryGigabyteMonth for a gigabyte of a table that can be restored to any second, in a month
 * @param backupGigabyteMonth for a gigabyte of an on-demand backup in a month
 */
public record Prices(
        String region,
        String asOf,
        String source,
        String currency,
        BigDecimal writeUnitsPerMillion,
        BigDecimal readUnitsPerMillion,
        BigDecimal storageGigabyteMonth,
        BigDecimal pointInTimeRecoveryGigabyteMonth,
        BigDecimal backupGigabyteMonth) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final TypeReference<TreeMap<String, JsonNode>> FIELDS = new TypeReference<>() {};
    private static final List<String> TEXTS = List.of("region", "asOf", "source", "currency");
    private static final List<String> AMOUNTS = List.of(
            "writeUnitsPerMillion",
            "readUnitsPerMillion",
            "storageGigabyteMonth",
            "pointInTimeRecoveryGigabyteMonth",
            "backupGigabyteMonth");
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);
    private static final int LONGEST_TEXT = 200;

    /** Returns the prices that are shipped: those of us-east-1. */
    public static Prices shipped() {
        try (InputStream stream = Objects.requireNonNull(Prices.class.getResourceAsStream("prices.json"))) {
            return read("prices.json", stream.readAllBytes());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Reads prices from a file of the same form as the shipped one.
     *
     * @throws UsageException when it cannot be read or is not of that form; the message is one line
     */
    public static Prices of(Path file) {
        try {
            return read(file.toString(), Files.readAllBytes(file));
        } catch (IOException failure) {
            throw new UsageException(
                    "--prices " + file + ": " + (Files.exists(file) ? "cannot be read" : "no such file"));
        }
    }

    private static Prices read(String file, byte[] content) {
        Map<String, JsonNode> fields = fields(file, content);
        List<String> texts = TEXTS.stream().map(key -> text(file, fields, key)).toList();
        List<BigDecimal> amounts =
                AMOUNTS.stream().map(key -> amount(file, fields, key)).toList();
        return new Prices(
                texts.get(0),
                texts.get(1),
                texts.get(2),
                texts.get(3),
                amounts.get(0),
                amounts.get(1),
                amounts.get(2),
                amounts.get(3),
                amounts.get(4));
    }

    private static Map<String, JsonNode> fields(String file, byte[] content) {
        Map<String, JsonNode> fields;
        try {
            fields = JSON.readValue(content, FIELDS);
        } catch (JsonProcessingException notJson) {
            throw wrong(
                    file,
                    "line "
                            + Math.max(
                                    1,
                                    notJson.getLocation() == null
                                            ? 1
                                            : notJson.getLocation().getLineNr())
                            + ": not a JSON object, or a key is given twice");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        List<String> known = new ArrayList<>(TEXTS);
        known.addAll(AMOUNTS);
        if (fields == null) {
            throw wrong(file, "expected a JSON object with " + known);
        }
        Stream.concat(
                        fields.keySet().stream()
                                .filter(key -> !known.contains(key))
                                .map(key -> "unknown key " + key),
                        known.stream()
                                .filter(key -> !fields.containsKey(key))
                                .map(key -> "the key " + key + " is missing"))
                .findFirst()
                .ifPresent(problem -> {
                    throw wrong(file, problem + ", expected are " + known);
                });
        return fields;
    }

    private static String text(String file, Map<String, JsonNode> fields, String key) {
        JsonNode value = Objects.requireNonNull(fields.get(key));
        if (!value.isTextual() || value.asText().isEmpty() || value.asText().length() > LONGEST_TEXT) {
            throw wrong(file, key + ": expected a text of 1 to " + LONGEST_TEXT + " characters");
        }
        return value.asText();
    }

    private static BigDecimal amount(String file, Map<String, JsonNode> fields, String key) {
        JsonNode value = Objects.requireNonNull(fields.get(key));
        if (!value.isNumber()
                || value.decimalValue().signum() < 0
                || value.decimalValue().compareTo(MOST) > 0) {
            throw wrong(file, key + ": expected a number from 0 to " + MOST);
        }
        return value.decimalValue();
    }

    private static UsageException wrong(String file, String problem) {
        return new UsageException("--prices " + file + ": " + problem);
    }
}

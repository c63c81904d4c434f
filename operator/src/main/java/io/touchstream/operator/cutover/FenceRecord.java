package io.touchstream.operator.cutover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.touchstream.operator.service.TablePolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Remembers which policies the fence takes the place of, by table; a table that had none is not named. */
record FenceRecord(Map<String, TablePolicy> before) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Map<String, String>>> FORM = new TypeReference<>() {};
    private static final String TEXT = "text";
    private static final String REVISION = "revision";

    FenceRecord {
        before = Map.copyOf(before);
    }

    /** Reads what {@link #text} wrote. */
    static FenceRecord parse(String text) {
        try {
            Map<String, TablePolicy> before = new HashMap<>();
            JSON.readValue(text, FORM)
                    .forEach((table, policy) -> before.put(
                            table, new TablePolicy(policy.getOrDefault(TEXT, ""), policy.getOrDefault(REVISION, ""))));
            return new FenceRecord(before);
        } catch (JsonProcessingException notOurs) {
            throw new IllegalStateException("the phase's record of the fence is damaged", notOurs);
        }
    }

    /** Returns the policy that a table had. */
    Optional<TablePolicy> of(String table) {
        return Optional.ofNullable(before.get(table));
    }

    /** Returns what the phase remembers. */
    String text() {
        Map<String, Map<String, String>> form = new TreeMap<>();
        before.forEach((table, policy) -> form.put(table, Map.of(TEXT, policy.text(), REVISION, policy.revision())));
        try {
            return JSON.writeValueAsString(form);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts only", impossible);
        }
    }
}

package io.touchstream.protocol.control;

import io.touchstream.item.AttributeValues;
import java.util.Map;
import java.util.Optional;

/** Remembers the checksum of the definition that was applied first, since what it wrote follows from it. */
public final class AppliedDefinition {
    private static final String PARTITION = "MIGRATION";
    private static final String SORT = "DEFINITION";
    private static final String CHECKSUM = "checksum";

    private final ControlTable control;

    public AppliedDefinition(ControlTable control) {
        this.control = control;
    }

    /** Returns the checksum of the definition that was applied, if any was. */
    public Optional<String> checksum() {
        return control.get(PARTITION, SORT).map(row -> Rows.text(row, CHECKSUM));
    }

    /** Stores the checksum of the definition that is applied. */
    public void apply(String checksum) {
        control.put(PARTITION, SORT, Map.of(CHECKSUM, AttributeValues.string(checksum)));
    }
}

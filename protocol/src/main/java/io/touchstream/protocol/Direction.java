package io.touchstream.protocol;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.Item;
import io.touchstream.item.ReservedAttributes;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names the directions in which changes are applied: from the source to the target, and back. */
public enum Direction {
    /** Changes of the source are applied to the target. */
    FORWARD,
    /** Changes of the target are applied to the source, once the application writes the target. */
    REVERSE;

    /** Reads the name that {@link #text()} gives. */
    public static Direction parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Returns the direction's name in settings and reports: {@code forward} or {@code reverse}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the tables whose changes are read. */
    public Set<String> tables(MigrationDefinition definition) {
        return switch (this) {
            case FORWARD -> definition.source().tables().keySet();
            case REVERSE -> definition.target().tables().keySet();
        };
    }

    /** Returns the attribute whose change in those tables may be a touch or a canary. */
    public String marker(MigrationDefinition definition) {
        return switch (this) {
            case FORWARD -> definition.touch().marker();
            case REVERSE -> ReservedAttributes.CANARY;
        };
    }

    /** Returns the opposite direction. */
    public Direction other() {
        return this == FORWARD ? REVERSE : FORWARD;
    }

    /**
     * Tells whether a change was made by the other direction of the same migration, and so is not to be carried back.
     *
     * <p>INVARIANT 8: such a change left a provenance that was not there before. That an item has one is not enough: an update
     * by the application keeps it, and would be lost.
     */
    public boolean isEcho(MigrationDefinition definition, @Nullable Item before, @Nullable Item after) {
        Optional<Provenance> now = stamp(definition, after);
        return now.isPresent() && !now.equals(stamp(definition, before));
    }

    /** Returns the provenance that the other direction of this migration left on an item; nothing for any other. */
    public Optional<Provenance> stamp(MigrationDefinition definition, @Nullable Item item) {
        Set<String> origins = other().tables(definition);
        return item == null
                ? Optional.empty()
                : Provenance.of(item.attributes())
                        .filter(provenance ->
                                origins.contains(provenance.source().table()));
    }
}

package io.touchstream.definition;

import io.touchstream.item.ReservedAttributes;
import io.touchstream.rules.AttributePath;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the names of the attributes that rules read and write. */
final class AttributeNames {
    private final @Nullable String marker;

    /**
     * Creates it.
     *
     * @param marker the touch's marker; null where none is written
     */
    AttributeNames(@Nullable String marker) {
        this.marker = marker;
    }

    /** Checks the name of an attribute that a rule gives to target items. */
    void checkWritten(String name, Field field) {
        checkWhole(name, field);
        if (name.equals(marker)) {
            throw field.error("the attribute " + name + " is the touch's marker, which never reaches the target");
        }
        if (ReservedAttributes.isReserved(name)) {
            throw field.error("the attribute name " + name + " is reserved");
        }
    }

    /** Checks the top-level attributes that a rule reads; of a path, those that it may lead into. */
    void checkRead(Set<String> names, Field field) {
        if (marker != null && names.contains(marker)) {
            throw field.error("the attribute " + marker + " is the touch's marker, which rules never see; name another"
                    + " marker in touch.marker");
        }
    }

    /**
     * Checks that a name is that of a whole attribute. Elsewhere such a text leads into an attribute, so that here it would
     * mean something else.
     */
    void checkWhole(String name, Field field) {
        if (name.isEmpty()) {
            throw field.error("an attribute's name is not empty");
        }
        if (AttributePath.of(name).isNested()) {
            throw field.error(
                    "found \"" + Messages.shortened(name) + "\", which leads into an attribute, expected the name"
                            + " of a whole attribute, without . and []; only when, from, remove and templates look inside");
        }
    }
}

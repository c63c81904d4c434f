package io.touchstream.protocol.control;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Names how far a migration has come.
 *
 * <pre>
 *     created --> synchronising --> touching --> synchronised <--> verified
 *                                      ^              |             | ^
 *                                      +--------------+             v |
 *                                    (a fresh touch)         reading-target
 *                                                             | ^       |
 *                                                    (fenced) v |       | (gradual)
 *                                                           fenced      |
 *                                                             |         |
 *                                                             v         v
 *                          completed <-------------------- writing-target
 *                                                                 |
 *                                                                 v
 *                                                             reversed
 *
 *     created, synchronising, touching, synchronised, verified, reversed --> cancelled
 * </pre>
 *
 * <p>Every arrow is one conditional write ({@link Phases#advance}), so that of two operators one goes.
 */
public enum Phase {
    /** Nothing was done yet. */
    CREATED,
    /** Changes of the source are applied to the target. */
    SYNCHRONISING,
    /** Existing items are being touched, or copied. */
    TOUCHING,
    /** Every existing item was touched; the target follows the source. */
    SYNCHRONISED,
    /** The two were proven equal, and nothing is in quarantine. */
    VERIFIED,
    /** The application may read the target; it writes the source. */
    READING_TARGET,
    /** Nobody but sync may write the source, and nobody the target yet. */
    FENCED,
    /** The application writes the target; reverse sync keeps the source current. */
    WRITING_TARGET,
    /** The application is back at the source, after it had written the target. */
    REVERSED,
    /** The source is given up; an end. */
    COMPLETED,
    /** The migration is given up; an end. */
    CANCELLED;

    /** Returns the phase of that label, if there is one. */
    public static Optional<Phase> of(String label) {
        return Arrays.stream(values())
                .filter(phase -> phase.label().equals(label))
                .findFirst();
    }

    /** Returns what people and programs read: in lower case, with hyphens. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Tells whether a migration may go from this phase to that one in one step. */
    public boolean mayBecome(Phase next) {
        return next().contains(next);
    }

    /** Tells whether nothing follows. */
    public boolean isEnd() {
        return next().isEmpty();
    }

    private Set<Phase> next() {
        return switch (this) {
            case CREATED -> EnumSet.of(SYNCHRONISING, CANCELLED);
            case SYNCHRONISING -> EnumSet.of(TOUCHING, CANCELLED);
            case TOUCHING -> EnumSet.of(SYNCHRONISED, CANCELLED);
            case SYNCHRONISED -> EnumSet.of(TOUCHING, VERIFIED, CANCELLED);
            case VERIFIED -> EnumSet.of(SYNCHRONISED, READING_TARGET, CANCELLED);
            case READING_TARGET -> EnumSet.of(VERIFIED, FENCED, WRITING_TARGET);
            case FENCED -> EnumSet.of(READING_TARGET, WRITING_TARGET);
            case WRITING_TARGET -> EnumSet.of(REVERSED, COMPLETED);
            case REVERSED -> EnumSet.of(CANCELLED);
            case COMPLETED, CANCELLED -> EnumSet.noneOf(Phase.class);
        };
    }

    @Override
    public String toString() {
        return label();
    }
}

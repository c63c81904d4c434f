package io.touchstream.operator.cutover;

import io.touchstream.operator.phase.Operation;
import io.touchstream.operator.procedure.Workspace;
import java.time.Instant;
import java.util.Optional;

/**
 * Remembers that nobody read the source any more, as {@link ReadsCutover} has seen it. Once the writers move, whoever still reads there
 * sees old items, at best those that flow back late.
 */
final class SourceReaders {
    private static final String QUIET_FROM = "readsQuietFrom";

    private SourceReaders() {}

    /** Has the phase remember since when nobody reads. */
    static void gone(Operation operation, Instant from) {
        operation.remember(QUIET_FROM, from.toString());
    }

    /** Has the phase forget what an earlier watch has seen: readers may have come back since. */
    static void back(Workspace workspace, Operation operation) {
        if (isQuiet(workspace)) {
            operation.forget(QUIET_FROM);
        }
    }

    /** Returns that somebody may still read, where that is neither seen nor said to be over. */
    static Optional<Blocker> left(Workspace workspace, CutoverSettings settings) {
        return settings.readersStopped() || isQuiet(workspace)
                ? Optional.empty()
                : Optional.of(new Blocker(
                        "the source's reads were not seen to end",
                        "let cutover reads watch until they have; or give your word that nobody reads it, with"
                                + " --readers-stopped"));
    }

    private static boolean isQuiet(Workspace workspace) {
        return workspace.phases().state().details().containsKey(QUIET_FROM);
    }
}

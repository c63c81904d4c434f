package io.touchstream.infra;

import java.nio.file.Path;

/** Says in one line which file is missing or out of date, and how it comes to be. */
final class MissingArtifactException extends RuntimeException {
    MissingArtifactException(Path file, String fault) {
        super(file + ": " + fault);
    }
}

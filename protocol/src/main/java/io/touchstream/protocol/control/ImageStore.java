package io.touchstream.protocol.control;

import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Takes the images of quarantined changes that are too large for the control table. */
public interface ImageStore {
    /** Stores both images and returns where, in a form that an operator can open. */
    String save(SourceId source, Version version, QuarantineEntry.Images images);

    /**
     * Names the document that holds a change's images. Versions of different source items may be equal, as those of all
     * copies are, so the source is part of the name, as a digest: its key belongs into no name.
     */
    static String nameOf(SourceId source, Version version) {
        UUID digest = UUID.nameUUIDFromBytes(source.text().getBytes(StandardCharsets.UTF_8));
        return version.text().replace('#', '-') + "-" + digest + ".json";
    }
}

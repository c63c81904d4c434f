package io.touchstream.protocol.control;

import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;

/** Takes the images of quarantined changes that are too large for the control table. */
public interface ImageStore {
    /** Stores both images and returns where, in a form that an operator can open. */
    String save(SourceId source, Version version, QuarantineEntry.Images images);
}

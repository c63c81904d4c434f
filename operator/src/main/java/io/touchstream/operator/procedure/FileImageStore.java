package io.touchstream.operator.procedure;

import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.ImageStore;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Stores the images of quarantined changes as files, one JSON document each, readable by their owner only. */
public final class FileImageStore implements ImageStore {
    private final Path folder;

    public FileImageStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public String save(SourceId source, Version version, Images images) {
        Path file = folder.resolve(source.table() + "-" + ImageStore.nameOf(source, version));
        try {
            Files.createDirectories(folder);
            Path written = Files.createTempFile(folder, "image", ".json");
            Files.writeString(written, images.json());
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return file.toUri().toString();
    }
}

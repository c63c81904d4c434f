package io.touchstream.operator.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.item.Item;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class FileImageStoreTest {
    private static final SourceId SOURCE = new SourceId("Orders/id=S:secret");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void save_images_areOneDocumentThatItsOwnerAloneReads() throws IOException {
        FileImageStore store = new FileImageStore(folder.resolve("made").resolve("at once"));

        Path file = Path.of(URI.create(store.save(SOURCE, Version.COPY, images("x"))));

        assertThat(file).hasContent("{\"before\":{\"v\":{\"S\":\"x\"}},\"after\":null}");
        assertThat(file.getFileName().toString()).startsWith("Orders-").doesNotContain("secret");
        if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void save_sameChangeAgain_replacesItsDocument() throws IOException {
        FileImageStore store = new FileImageStore(folder);

        String first = store.save(SOURCE, Version.COPY, images("x"));

        assertThat(store.save(SOURCE, Version.COPY, images("y"))).isEqualTo(first);
        assertThat(Path.of(URI.create(first))).content().contains("y");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void save_twoItemsOfOneVersion_keepsBoth() throws IOException {
        FileImageStore store = new FileImageStore(folder);

        String one = store.save(SOURCE, Version.COPY, images("x"));
        store.save(new SourceId("Orders/id=S:other"), Version.COPY, images("y"));

        assertThat(Path.of(URI.create(one))).content().contains("x");
    }

    private static Images images(String value) {
        return new Images(Item.of(Map.of("v", AttributeValue.fromS(value))), null, null);
    }
}

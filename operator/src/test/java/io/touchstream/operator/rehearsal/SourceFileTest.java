package io.touchstream.operator.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.item.Item;
import io.touchstream.operator.UsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class SourceFileTest {
    private static final String LINES = """
            {"id":{"S":"\u00fc"}}

            {"Item":{"id":{"S":"2"}}}
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void forEach_plainAndExportedLines_givesTheirItemsAndSkipsBlankLines() throws IOException {
        Path file = Files.writeString(folder.resolve("items.jsonl"), LINES);

        assertThat(items(file)).containsExactly(item("\u00fc"), item("2"));
    }

    @Test
    void forEach_gzip_isToldByItsFirstBytes() throws IOException {
        Path file = folder.resolve("named-plainly");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(LINES.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(items(file)).containsExactly(item("\u00fc"), item("2"));
    }

    @Test
    void forEach_emptyFile_givesNothing() throws IOException {
        assertThat(items(Files.createFile(folder.resolve("empty")))).isEmpty();
    }

    @Test
    void forEach_lineThatIsNoItem_namesFileAndLineButNoValue() throws IOException {
        Path file = Files.writeString(folder.resolve("items.jsonl"), LINES + "{\"id\":\"secret\"}\n");

        assertThatThrownBy(() -> items(file))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("line 4")
                .hasMessageNotContaining("secret");
    }

    @Test
    void forEach_fileThatIsMissing_saysSo() {
        assertThatThrownBy(() -> items(folder.resolve("nowhere")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("nowhere");
    }

    private static List<Item> items(Path file) {
        List<Item> items = new ArrayList<>();
        new SourceFile(file).forEach(items::add);
        return items;
    }

    private static Item item(String id) {
        return Item.of(Map.of("id", AttributeValue.fromS(id)));
    }
}

package io.touchstream.operator.rehearsal;

import io.touchstream.item.DynamoDbJson;
import io.touchstream.item.DynamoDbJsonException;
import io.touchstream.item.InvalidKeyException;
import io.touchstream.item.Item;
import io.touchstream.operator.UsageException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads items in DynamoDB JSON, one a line, plain or as an export writes them, compressed by gzip or not. */
final class SourceFile {
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path file;

    SourceFile(Path file) {
        this.file = file;
    }

    /**
     * Reads all items, one after the other.
     *
     * @throws UsageException when the file cannot be read, or a line is not an item, or one without the table's key
     */
    void forEach(Consumer<Item> consumer) {
        long number = 0;
        try (BufferedReader lines = open()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String text = number == 1 ? line.replaceFirst("^" + BYTE_ORDER_MARK, "") : line;
                if (!text.isBlank()) {
                    consumer.accept(DynamoDbJson.parse(text, number));
                }
            }
        } catch (DynamoDbJsonException failure) {
            throw new UsageException(file + ": " + failure.getMessage());
        } catch (InvalidKeyException otherKey) {
            throw new UsageException(file + ": line " + number + ": " + otherKey.getMessage());
        } catch (IOException failure) {
            throw new UsageException(
                    file + ": cannot be read (" + failure.getClass().getSimpleName() + ")");
        }
    }

    private BufferedReader open() throws IOException {
        BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file));
        raw.mark(2);
        boolean compressed = raw.read() == GZIP_FIRST && raw.read() == GZIP_SECOND;
        raw.reset();
        InputStream plain = compressed ? new GZIPInputStream(raw) : raw;
        return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
    }
}

package io.touchstream.local.stream;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Keeps whole records, one JSON object a line, in {@value #FILE_NAME} of a directory, where AWS would use a bucket.
 *
 * <p>The file holds items' values: it belongs where the table's data may be, and only its owner can read it. May be used by several
 * threads of one process.
 */
public final class FileOnFailureDestination implements OnFailureDestination {
    /** The name of the file. */
    public static final String FILE_NAME = "failed-records.jsonl";

    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;

    /** Writes to a directory, which is made when the first record comes. */
    public FileOnFailureDestination(Path directory) {
        this.file = directory.resolve(FILE_NAME);
    }

    @Override
    public synchronized void accept(String shardId, List<DynamodbStreamRecord> records, String reason) {
        try {
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            for (DynamodbStreamRecord record : records) {
                lines.writeBytes(line(shardId, record, reason));
                lines.write('\n');
            }
            create();
            Files.write(file, lines.toByteArray(), StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException("Could not write to " + file, failure);
        }
    }

    /** Creates the file where it is not there yet, as one that only its owner can read. */
    private void create() throws IOException {
        Path directory = Files.createDirectories(file.toAbsolutePath().getParent());
        if (Files.notExists(file)) {
            Files.move(Files.createTempFile(directory, "failed", ".jsonl"), file);
        }
    }

    private static byte[] line(String shardId, DynamodbStreamRecord record, String reason) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("shardId", shardId);
            json.writeStringField("reason", reason);
            json.writeFieldName("record");
            new RecordJson(json).write(record);
            json.writeEndObject();
        }
        return line.toByteArray();
    }
}

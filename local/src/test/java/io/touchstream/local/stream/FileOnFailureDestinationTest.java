package io.touchstream.local.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOnFailureDestinationTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void accept_wholeRecords_areAddedToAFileOfTheOwnersAlone() throws IOException {
        Path directory = folder.resolve("failed");
        FileOnFailureDestination destination = new FileOnFailureDestination(directory);
        destination.accept("shard", List.of(record("1")), "expired");
        destination.accept("shard", List.of(record("2"), record("3")), "expired");

        Path file = directory.resolve(FileOnFailureDestination.FILE_NAME);
        assertThat(Files.readAllLines(file)).hasSize(3).allMatch(line -> line.contains("\"reason\":\"expired\""));
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    private static DynamodbStreamRecord record(String sequenceNumber) {
        DynamodbStreamRecord record = new DynamodbStreamRecord();
        record.setEventName("INSERT");
        record.setDynamodb(new StreamRecord().withSequenceNumber(sequenceNumber));
        return record;
    }
}

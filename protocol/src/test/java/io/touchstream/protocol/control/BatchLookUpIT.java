package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.BatchLookUp.Found;
import io.touchstream.protocol.control.QuarantineEntry.Cause;
import io.touchstream.protocol.control.QuarantineEntry.Images;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;

/** What sync asks of the control table before each batch, request by request. */
class BatchLookUpIT {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    /** The keys of each batch read, or the kind of any other request. */
    private final List<String> requests = new ArrayList<>();

    private final DynamoDbClient client = DynamoDbClient.builder()
            .endpointOverride(EmbeddedDynamoDb.shared().endpoint())
            .region(Region.EU_WEST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
            .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(new Recorder()))
            .build();
    private final ControlTable control = new ControlTable(client, ControlTable.nameFor("look-up-" + UUID.randomUUID()));
    private final BatchLookUp lookUp = new BatchLookUp(control, quarantine());

    @BeforeEach
    void create() {
        client.createTable(ControlTable.creation(control.name()));
        requests.clear();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void read_nothingEverQuarantinedNorHeeded_isOneRequestForTwoFlags() {
        Found found = lookUp.read(sources(3));

        assertThat(found.entries()).isEmpty();
        assertThat(found.heedsTombstones()).isFalse();
        assertThat(requests).containsExactly("2 keys");
    }

    @Test
    void read_tombstonesHeededMeanwhile_isToldByTheNextAndNotAskedAgain() {
        lookUp.read(sources(1));
        new Tombstones(control).heed(NOW);
        requests.clear();

        assertThat(lookUp.read(sources(1)).heedsTombstones()).isTrue();
        assertThat(lookUp.read(sources(1)).heedsTombstones()).isTrue();
        assertThat(requests).containsExactly("2 keys", "1 keys");
    }

    @Test
    void read_quarantineRaisedByAnotherInstance_findsTheEntries() {
        lookUp.read(sources(1));
        quarantine().add(entry(sources(3).get(2)));
        requests.clear();

        assertThat(lookUp.read(sources(3)).entries())
                .containsOnlyKeys(sources(3).get(2));
        assertThat(requests).containsExactly("2 keys", "3 keys");
        requests.clear();

        assertThat(lookUp.read(sources(100)).entries())
                .containsOnlyKeys(sources(3).get(2));
        assertThat(requests).containsExactly("100 keys", "1 keys");
    }

    @Test
    void read_itemTwice_isAskedForOnce() {
        quarantine().add(entry(sources(1).get(0)));
        lookUp.read(sources(1));
        requests.clear();

        assertThat(lookUp.read(List.of(sources(1).get(0), sources(1).get(0))).entries())
                .hasSize(1);
        assertThat(requests).containsExactly("2 keys");
    }

    @Test
    void read_noItems_asksNothing() {
        assertThat(lookUp.read(List.of()).entries()).isEmpty();
        assertThat(requests).isEmpty();
    }

    private Quarantine quarantine() {
        return new Quarantine(control, (source, version, images) -> "elsewhere");
    }

    private static List<SourceId> sources(int number) {
        return IntStream.range(0, number)
                .mapToObj(index -> new SourceId("Source/id=S:" + index))
                .toList();
    }

    private static QuarantineEntry entry(SourceId source) {
        return new QuarantineEntry(
                source,
                Version.of(1, "20"),
                Cause.TRANSFORM_FAILED,
                "for a test",
                null,
                null,
                Set.of(),
                new Images(null, null, null),
                NOW);
    }

    private final class Recorder implements ExecutionInterceptor {
        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            requests.add(
                    context.request() instanceof BatchGetItemRequest batch
                            ? batch.requestItems()
                                            .values()
                                            .iterator()
                                            .next()
                                            .keys()
                                            .size() + " keys"
                            : context.request().getClass().getSimpleName());
        }
    }
}

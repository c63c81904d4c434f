package io.touchstream.runtime;

import static io.touchstream.runtime.StreamEvents.batch;
import static io.touchstream.runtime.StreamEvents.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.item.DynamoDbJson;
import io.touchstream.runtime.RuntimeApi.Answer;
import io.touchstream.runtime.StreamEvents.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@TestInstance(Lifecycle.PER_CLASS)
class PackagedSyncIT {
    private static final Path JAR = Path.of(System.getProperty("touchstream.jars.sync"));
    private static final String HANDLER = "io.touchstream.sync.SyncHandler::handleRequest";
    private static final Duration PLENTY = Duration.ofSeconds(60);
    private static final String DONE = "{\"batchItemFailures\":[]}";

    private final Tables tables = new Tables().create();
    private final StreamEvents events = new StreamEvents(tables.source);
    private final Bucket bucket = Bucket.open();
    private PackagedFunction function;

    @BeforeAll
    void start(@TempDir Path task) throws Exception {
        Files.writeString(task.resolve("migration.yaml"), """
                name: packaged-%s
                source: {tables: {%s: {partitionKey: {id: S}}}}
                target:
                  tables:
                    %s: {partitionKey: {k: S}}
                    Missing%s: {partitionKey: {k: S}}
                transform:
                  rules:
                    - when: {v: missing}
                      to: [Missing%s]
                    - when: {v: fails}
                      set: {w: "${nowhere}"}
                      to: [%s]
                    - when: {id: {exists: true}}
                      to: [%s]
                """.formatted(
                        tables.suffix,
                        tables.source,
                        tables.target,
                        tables.suffix,
                        tables.suffix,
                        tables.target,
                        tables.target));
        Map<String, String> environment = new HashMap<>(tables.environment());
        environment.put("AWS_ENDPOINT_URL_S3", bucket.address());
        function = PackagedFunction.start(task, JAR, HANDLER, environment, List.of());
    }

    @AfterAll
    void stop() {
        function.close();
        bucket.close();
    }

    @Test
    void insert_everyAttributeType_arrivesUnchanged() throws Exception {
        String image = """
                {"id": {"S": "types"}, "k": {"S": "types"}, "empty": {"S": ""}, "unicode": {"S": "\\u00fc\\ud83d\\ude80"},
                 "number": {"N": "12345678901234567890123456789012345678"}, "small": {"N": "-1.5E-10"},
                 "binary": {"B": "AAEC/f7/"}, "yes": {"BOOL": true}, "no": {"BOOL": false}, "nothing": {"NULL": true},
                 "strings": {"SS": ["a", "b"]}, "numbers": {"NS": ["1", "2.5"]}, "binaries": {"BS": ["AAE=", "Ag=="]},
                 "list": {"L": [{"S": "x"}, {"N": "1"}, {"L": []}, {"NULL": true}]}, "emptyMap": {"M": {}},
                 "map": {"M": {"inner": {"M": {"deep": {"B": "/w=="}}}, "flag": {"BOOL": false}}}}""";

        assertThat(deliver(events.insert("types", image))).isEqualTo(new Answer(false, DONE));
        Map<String, AttributeValue> found =
                new HashMap<>(tables.inTarget("types").orElseThrow());
        found.keySet().retainAll(DynamoDbJson.parse(image, 1).attributes().keySet());
        Tables.create("Expected" + tables.suffix, "k");
        Tables.CLIENT.putItem(request -> request.tableName("Expected" + tables.suffix)
                .item(DynamoDbJson.parse(image, 1).attributes()));
        assertThat(found)
                .isEqualTo(Tables.find("Expected" + tables.suffix, "k", "types").orElseThrow());
    }

    @Test
    void modify_newImage_replacesTheOld() throws Exception {
        deliver(events.insert("modify", image("modify", "modify", "1")));

        assertThat(deliver(events.modify(
                        "modify", image("modify", "modify", "1"), image("modify", "modify-elsewhere", "2"))))
                .isEqualTo(new Answer(false, DONE));
        assertThat(tables.inTarget("modify")).isEmpty();
        assertThat(tables.inTarget("modify-elsewhere").orElseThrow()).containsEntry("v", AttributeValue.fromS("2"));
    }

    @Test
    void remove_existing_isDeleted() throws Exception {
        deliver(events.insert("remove", image("remove", "remove", "1")));
        assertThat(tables.inTarget("remove")).isPresent();

        assertThat(deliver(events.remove("remove", image("remove", "remove", "1"))))
                .isEqualTo(new Answer(false, DONE));
        assertThat(tables.inTarget("remove")).isEmpty();
    }

    @Test
    void remove_byTimeToLive_isDeleted() throws Exception {
        deliver(events.insert("expired", image("expired", "expired", "1")));

        assertThat(deliver(events.expired("expired", image("expired", "expired", "1"))))
                .isEqualTo(new Answer(false, DONE));
        assertThat(tables.inTarget("expired")).isEmpty();
    }

    @Test
    void batch_oneRecordUnfinished_answersItsSequenceNumber() throws Exception {
        Event first = events.insert("partial-1", image("partial-1", "partial-1", "1"));
        Event unfinished = events.insert("partial-2", image("partial-2", "partial-2", "missing"));
        Event last = events.insert("partial-3", image("partial-3", "partial-3", "1"));

        assertThat(deliver(first, unfinished, last))
                .isEqualTo(new Answer(
                        false,
                        "{\"batchItemFailures\":[{\"itemIdentifier\":\"" + unfinished.sequenceNumber() + "\"}]}"));
        assertThat(tables.inTarget("partial-1")).isPresent();
    }

    @Test
    void batch_onePoisoned_isQuarantinedAndTheRestGoesOn() throws Exception {
        assertThat(deliver(
                        events.insert("poison-1", image("poison-1", "poison-1", "fails")),
                        events.insert("poison-2", image("poison-2", "poison-2", "1"))))
                .isEqualTo(new Answer(false, DONE));
        assertThat(tables.inTarget("poison-1")).isEmpty();
        assertThat(tables.inTarget("poison-2")).isPresent();
        assertThat(function.output()).contains("\"event\":\"quarantined\"").doesNotContain("poison-1");
    }

    @Test
    void batch_poisonedImageTooLargeForTheControlTable_isStoredInTheBucket() throws Exception {
        assertThat(deliver(events.insert("large", large("large")))).isEqualTo(new Answer(false, DONE));
        assertThat(bucket.requests())
                .filteredOn(request -> request.startsWith("PUT /images-" + tables.suffix + "/quarantine/"))
                .isNotEmpty();
    }

    @Test
    void batch_bucketRefuses_isTriedAgainOrAnsweredAsUnfinished() throws Exception {
        bucket.refuse(503, "SlowDown");
        assertThat(deliver(events.insert("slow", large("slow")))).isEqualTo(new Answer(false, DONE));

        bucket.refuse(403, "AccessDenied");
        Event denied = events.insert("denied", large("denied"));
        assertThat(deliver(denied))
                .isEqualTo(new Answer(
                        false, "{\"batchItemFailures\":[{\"itemIdentifier\":\"" + denied.sequenceNumber() + "\"}]}"));
    }

    @Test
    void batch_noTimeLeft_answersTheFirstSequenceNumberAndWritesNothing() throws Exception {
        Event first = events.insert("late-1", image("late-1", "late-1", "1"));
        Event second = events.insert("late-2", image("late-2", "late-2", "1"));

        assertThat(function.invoke(batch(first, second), Duration.ZERO))
                .isEqualTo(new Answer(
                        false, "{\"batchItemFailures\":[{\"itemIdentifier\":\"" + first.sequenceNumber() + "\"}]}"));
        assertThat(tables.inTarget("late-1")).isEmpty();
        assertThat(tables.inTarget("late-2")).isEmpty();
    }

    @Test
    void batch_fieldsOfAFutureService_areIgnored() throws Exception {
        String future = "\"future\": {\"deep\": [1, null, {\"x\": true}]}, ";
        String json = batch(events.insert("future", image("future", "future", "1")))
                .replace(
                        "\"ApproximateCreationDateTime\"",
                        "\"ApproximateCreationDateTimePrecision\": \"MILLISECOND\", " + future
                                + "\"ApproximateCreationDateTime\"")
                .replace("\"eventID\"", future + "\"eventID\"")
                .replace("{\"Records\"", "{" + future + "\"Records\"")
                .replace("{\"S\":\"1\"}", "{\"S\":\"1\", \"ZZ\": \"future\"}");

        assertThat(function.invoke(json, PLENTY)).isEqualTo(new Answer(false, DONE));
        assertThat(tables.inTarget("future").orElseThrow()).containsEntry("v", AttributeValue.fromS("1"));
    }

    @Test
    void batch_fieldsOfAFutureServiceInTheIdentity_areIgnored() throws Exception {
        deliver(events.insert("identity", image("identity", "identity", "1")));
        String json = batch(events.expired("identity", image("identity", "identity", "1")))
                .replace("\"principalId\"", "\"accountId\": \"123456789012\", \"principalId\"");

        assertThat(function.invoke(json, PLENTY)).isEqualTo(new Answer(false, DONE));
        assertThat(tables.inTarget("identity")).isEmpty();
    }

    @Test
    void batch_timeInWholeSecondsOrWithExponent_isRead() throws Exception {
        String json = batch(events.insert("seconds", image("seconds", "seconds", "1")));

        assertThat(function.invoke(json.replaceFirst("(\"ApproximateCreationDateTime\": \\d+)\\.123", "$1"), PLENTY))
                .isEqualTo(new Answer(false, DONE));
        assertThat(function.invoke(
                        json.replaceFirst("(\"ApproximateCreationDateTime\": )\\d+\\.123", "$11.763715200E9"), PLENTY))
                .isEqualTo(new Answer(false, DONE));
        assertThat(tables.inTarget("seconds")).isPresent();
    }

    @Test
    void batch_empty_answersNoFailure() throws Exception {
        assertThat(function.invoke("{\"Records\":[]}", PLENTY)).isEqualTo(new Answer(false, DONE));
    }

    @Test
    void start_noDefinition_reportsWhyAtInitialisation(@TempDir Path task) throws Exception {
        try (PackagedFunction broken = PackagedFunction.start(task, JAR, HANDLER, tables.environment(), List.of())) {
            assertThat(broken.initError()).contains("migration.yaml");
        }
    }

    /** Returns an image that cannot be transformed, and is too large for the control table. */
    private static String large(String id) {
        return image(id, id, "fails").replace("{\"id\"", "{\"large\":{\"S\":\"" + "x".repeat(390_000) + "\"},\"id\"");
    }

    private Answer deliver(Event... batch) throws Exception {
        return function.invoke(batch(batch), PLENTY);
    }
}

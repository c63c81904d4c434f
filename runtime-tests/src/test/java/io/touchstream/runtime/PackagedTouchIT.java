package io.touchstream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.control.Canaries;
import io.touchstream.protocol.control.ControlTable;
import io.touchstream.runtime.RuntimeApi.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class PackagedTouchIT {
    private static final Path JAR = Path.of(System.getProperty("touchstream.jars.touch"));
    private static final Duration PLENTY = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Tables tables = new Tables().create();
    private final String token =
            RunToken.draw(RunToken.Kind.TOUCH, new Random()).text();

    @TempDir
    Path task;

    @BeforeEach
    void createSource() throws Exception {
        Tables.create(tables.source, "id");
        Files.writeString(task.resolve("migration.yaml"), """
                name: packaged-%s
                source: {tables: [%s]}
                target: {tables: {%s: {partitionKey: {k: S}}}}
                """.formatted(tables.suffix, tables.source, tables.target));
        Tables.CLIENT.putItem(request -> request.tableName(tables.source)
                .item(Map.of("id", AttributeValue.fromS("a"), "k", AttributeValue.fromS("x"))));
    }

    @Test
    void touch_oneSegment_answersDoneAndCounts() throws Exception {
        try (PackagedFunction function = start("io.touchstream.touch.TouchHandler::handleRequest")) {
            JsonNode late = answer(function, request(), Duration.ZERO);
            assertThat(late.get("done").booleanValue()).isFalse();
            assertThat(late.has("cursor")).isFalse();

            JsonNode done = answer(function, request(), PLENTY);
            assertThat(done.get("done").booleanValue()).isTrue();
            assertThat(done.get("counts").toString()).contains("\"touched\":1");
            assertThat(Tables.find(tables.source, "id", "a").orElseThrow())
                    .containsEntry("migrate", AttributeValue.fromS(token));
        }
    }

    @Test
    void touch_fieldMissing_answersAnErrorThatNamesIt() throws Exception {
        try (PackagedFunction function = start("io.touchstream.touch.TouchHandler::handleRequest")) {
            Answer answer = function.invoke(request().replace("\"segment\"", "\"segmnt\""), PLENTY);
            assertThat(answer.error()).isTrue();
            assertThat(answer.body()).contains("the request needs a number segment");
        }
    }

    @Test
    void canary_ownAnswerGivenBack_tellsWhenItWasSeen() throws Exception {
        try (PackagedFunction function = start("io.touchstream.touch.prepare.CanaryHandler::handleRequest")) {
            JsonNode sent = answer(function, "{\"table\":\"" + tables.source + "\"}", PLENTY);
            assertThat(sent.get("seen").booleanValue()).isFalse();

            new Canaries(new ControlTable(Tables.CLIENT, tables.control))
                    .seen(new RunToken(sent.get("token").textValue()), Instant.now());
            assertThat(answer(function, sent.toString(), PLENTY).get("seen").booleanValue())
                    .isTrue();
        }
    }

    @Test
    void sourceStream_create_answersTheArn() throws Exception {
        try (PackagedFunction function = start("io.touchstream.touch.prepare.SourceStreamHandler::handleRequest")) {
            JsonNode answer = answer(function, """
                    {"RequestType": "Create", "ServiceToken": "arn:x", "ResponseURL": "...", "StackId": "s", "RequestId": "r",
                     "LogicalResourceId": "l", "ResourceType": "Custom::Stream",
                     "ResourceProperties": {"ServiceToken": "arn:x", "TableName": "%s", "MigrationName": "m"}}
                    """.formatted(tables.source), PLENTY);
            assertThat(answer.get("PhysicalResourceId").textValue())
                    .isEqualTo("enabled:" + answer.get("Data").get("StreamArn").textValue());
        }
    }

    private PackagedFunction start(String handler) throws Exception {
        return PackagedFunction.start(task, JAR, handler, tables.environment(), List.of());
    }

    private String request() {
        return """
                {"run": "%s", "job": "TOUCH", "table": "%s", "segment": 0, "totalSegments": 1, "future": {"x": [1.5]}}
                """.formatted(token, tables.source);
    }

    private static JsonNode answer(PackagedFunction function, String request, Duration timeLeft) throws Exception {
        Answer answer = function.invoke(request, timeLeft);
        assertThat(answer.error()).as(answer.body()).isFalse();
        return JSON.readTree(answer.body());
    }
}

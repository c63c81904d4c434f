package io.touchstream.touch.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import com.amazonaws.services.lambda.runtime.Context;
import com.sun.net.httpserver.HttpServer;
import io.touchstream.touch.segment.Sleeper;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

class SourceStreamHandlerIT {
    private final Source source = new Source();
    private List<String> readers = List.of();
    private final SourceStreamHandler handler =
            new SourceStreamHandler(new SourceStreams(source.client, Sleeper.REAL), arn -> readers);

    @Test
    void create_noStream_enablesItWithBothImages() {
        source.create(null);

        Map<String, Object> answer = handle("Create", null);
        assertThat(answer).containsEntry("Data", Map.of("StreamArn", arn()));
        assertThat(source.description().streamSpecification().streamViewType())
                .isEqualTo(StreamViewType.NEW_AND_OLD_IMAGES);
    }

    @Test
    void create_streamWithBothImages_isTakenAsItIs() {
        source.create(StreamViewType.NEW_AND_OLD_IMAGES);
        String before = arn();

        assertThat(handle("Create", null)).containsEntry("Data", Map.of("StreamArn", before));
        assertThat(arn()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(
            value = StreamViewType.class,
            mode = Mode.EXCLUDE,
            names = {"NEW_AND_OLD_IMAGES", "UNKNOWN_TO_SDK_VERSION"})
    void create_otherView_saysWhatToDo(StreamViewType view) {
        source.create(view);

        assertThatThrownBy(() -> handle("Create", null))
                .isInstanceOf(UnusableSourceException.class)
                .hasMessage("table " + source.table + " has a stream of view type " + view
                        + ", sync needs NEW_AND_OLD_IMAGES: move its consumers away, disable it, and run again");
    }

    @Test
    void create_noTable_saysSo() {
        assertThatThrownBy(() -> handle("Create", null))
                .isInstanceOf(UnusableSourceException.class)
                .hasMessageContaining("table " + source.table + " does not exist");
    }

    @Test
    void create_twoReaders_namesThemAndSaysWhatToDo() {
        source.create(StreamViewType.NEW_AND_OLD_IMAGES);
        readers = List.of("arn:one", "arn:two");

        assertThatThrownBy(() -> handle("Create", null))
                .isInstanceOf(UnusableSourceException.class)
                .hasMessageContaining("has 2 readers already (arn:one, arn:two), and a shard takes two: disable one");
    }

    @Test
    void create_oneReader_leavesRoomForSync() {
        source.create(StreamViewType.NEW_AND_OLD_IMAGES);
        readers = List.of("arn:one");

        assertThat(handle("Create", null)).containsKey("Data");
    }

    @Test
    void update_sameTable_keepsTheIdAndCountsNoReaders() {
        source.create(null);
        String id = id(handle("Create", null));
        readers = List.of("sync itself", "arn:one");

        assertThat(handle("Update", id))
                .isEqualTo(Map.of("PhysicalResourceId", id, "Data", Map.of("StreamArn", arn())));
    }

    @Test
    void update_streamWasDisabledMeanwhile_enablesItAndChangesTheId() {
        source.create(StreamViewType.NEW_AND_OLD_IMAGES);
        String found = id(handle("Create", null));
        disable();

        String enabled = id(handle("Update", found));
        assertThat(enabled).isNotEqualTo(found);
        handle("Delete", found);
        assertThat(source.streams()).isTrue();
        handle("Delete", enabled);
        assertThat(source.streams()).isFalse();
    }

    @Test
    void update_otherTable_changesTheId() {
        source.create(StreamViewType.NEW_AND_OLD_IMAGES);
        String other = "enabled:arn:aws:dynamodb:eu-west-1:123456789012:table/Other/stream/2026-11-20T00:00:00.000";

        assertThat(id(handle("Update", other))).isEqualTo("found:" + arn());
    }

    @Test
    void delete_streamItEnabled_isDisabled() {
        source.create(null);
        String id = id(handle("Create", null));

        assertThat(handle("Delete", id)).isEqualTo(Map.of("PhysicalResourceId", id));
        assertThat(source.streams()).isFalse();
    }

    @Test
    void delete_streamItFound_isLeftOn() {
        source.create(StreamViewType.NEW_AND_OLD_IMAGES);

        handle("Delete", id(handle("Create", null)));
        assertThat(source.streams()).isTrue();
    }

    @Test
    void delete_streamSomebodyElseReads_isLeftOn() {
        source.create(null);
        String id = id(handle("Create", null));
        readers = List.of("arn:one");

        handle("Delete", id);
        assertThat(source.streams()).isTrue();
    }

    @Test
    void delete_streamSomebodyElseEnabledAgain_isLeftOn() {
        source.create(null);
        String id = id(handle("Create", null));
        disable();
        id(handle("Create", null));

        handle("Delete", id);
        assertThat(source.streams()).isTrue();
    }

    @Test
    void delete_creationHadFailedOrTableIsGone_doesNothing() {
        assertThat(handle("Delete", "some-request-id")).isEqualTo(Map.of("PhysicalResourceId", "some-request-id"));
    }

    @Test
    void handle_propertyMissing_isRefused() {
        assertThatThrownBy(() -> handler.handleRequest(Map.of("RequestType", "Create"), mock(Context.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TableName");
    }

    @Test
    void handle_addressToAnswerTo_tellsCloudFormation() throws Exception {
        source.create(null);

        String told = toldAt(address -> handle("Create", null, address));
        assertThat(told)
                .isEqualTo("{\"StackId\":\"stack\",\"RequestId\":\"request\",\"LogicalResourceId\":\"Stream\","
                        + "\"Status\":\"SUCCESS\",\"PhysicalResourceId\":\"enabled:" + arn()
                        + "\",\"Data\":{\"StreamArn\":\"" + arn() + "\"}}");
    }

    @Test
    void handle_addressToAnswerToAndFailure_tellsCloudFormationWhatToDo() throws Exception {
        source.create(StreamViewType.KEYS_ONLY);

        String told = toldAt(address -> handle("Create", null, address));
        assertThat(told)
                .contains("\"Status\":\"FAILED\",\"Reason\":\"table " + source.table
                        + " has a stream of view type KEYS_ONLY")
                .contains("\"PhysicalResourceId\":\"failed\"");
    }

    @Test
    void handle_addressToAnswerToAndFailedUpdate_namesTheResourceAsItWas() throws Exception {
        source.create(StreamViewType.KEYS_ONLY);

        assertThat(toldAt(address -> handle("Update", "found:arn", address)))
                .contains("\"Status\":\"FAILED\"")
                .contains("\"PhysicalResourceId\":\"found:arn\"");
    }

    /** Without an answer a deployment waits for an hour, so the function's log has to say why. */
    @Test
    void handle_addressThatRefusesTheAnswer_isAnError() throws Exception {
        source.create(StreamViewType.NEW_AND_OLD_IMAGES);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/answer";
            assertThatThrownBy(() -> handle("Create", null, address))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("could not tell CloudFormation")
                    .hasRootCauseMessage("status 403");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void handle_otherRequestType_isRefusedAndChangesNothing() {
        source.create(null);

        assertThatThrownBy(() -> handle("Replace", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RequestType");
        assertThat(source.streams()).isFalse();
    }

    @Test
    void handle_propertyEmpty_isRefused() {
        Map<String, Object> input =
                Map.of("RequestType", "Create", "ResourceProperties", Map.of("TableName", "", "MigrationName", "test"));

        assertThatThrownBy(() -> handler.handleRequest(input, mock(Context.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TableName");
    }

    @Test
    void create_interruptedWhileItWaits_endsAndStaysInterrupted() {
        source.create(null);
        SourceStreams interrupted = new SourceStreams(source.client, pause -> {
            throw new InterruptedException();
        });
        Map<String, Object> input = Map.of(
                "RequestType",
                "Create",
                "ResourceProperties",
                Map.of("TableName", source.table, "MigrationName", "test"));

        assertThatThrownBy(() ->
                        new SourceStreamHandler(interrupted, arn -> readers).handleRequest(input, mock(Context.class)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("interrupted while waiting for the stream of table " + source.table);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static String toldAt(Consumer<String> request) throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            told.complete(exchange.getRequestMethod()
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            request.accept("http://127.0.0.1:" + server.getAddress().getPort() + "/answer?signed");
            assertThat(told.join()).startsWith("PUT");
            return told.join().substring("PUT".length());
        } finally {
            server.stop(0);
        }
    }

    private void disable() {
        new SourceStreams(source.client, Sleeper.REAL).disable(source.table);
    }

    private String arn() {
        return source.description().latestStreamArn();
    }

    private static String id(Map<String, Object> answer) {
        return (String) Objects.requireNonNull(answer.get("PhysicalResourceId"));
    }

    private Map<String, Object> handle(String type, @Nullable String id) {
        return handle(type, id, "...");
    }

    private Map<String, Object> handle(String type, @Nullable String id, String address) {
        Map<String, Object> input = new HashMap<>(Map.of(
                "RequestType",
                type,
                "ResponseURL",
                address,
                "StackId",
                "stack",
                "RequestId",
                "request",
                "LogicalResourceId",
                "Stream",
                "ResourceProperties",
                Map.of("ServiceToken", "arn:x", "TableName", source.table, "MigrationName", "test")));
        if (id != null) {
            input.put("PhysicalResourceId", id);
        }
        return handler.handleRequest(input, mock(Context.class));
    }
}

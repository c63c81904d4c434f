package io.touchstream.operator.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/** Answers on loopback what it was told to, one answer after the other, and keeps every request as it came over the wire. */
final class RecordedAws implements AutoCloseable {
    /** What was asked: the action and the body, or method, path and body. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    private final Queue<String> answers = new ArrayDeque<>();
    private final HttpServer server;

    RecordedAws() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Gives the next answers: bodies; those that state a {@code __type} are refusals. */
    void answer(String... bodies) {
        answers.addAll(List.of(bodies));
    }

    /** Points a client here. */
    <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
        return builder.endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .build();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String asked = target == null
                ? exchange.getRequestMethod() + " " + exchange.getRequestURI()
                : target.substring(target.indexOf('.') + 1);
        requests.add(body.isEmpty() ? asked : asked + " " + body);
        String answer = answers.remove();
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.contains("\"__type\"") ? 400 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}

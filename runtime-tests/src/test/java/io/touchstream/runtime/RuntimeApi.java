package io.touchstream.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Stands in for the Lambda Runtime API, on loopback: hands out invocations and takes their answers.
 *
 * <p>Source: Lambda developer guide, "Using the Lambda runtime API for custom runtimes", version 2018-06-01.
 */
final class RuntimeApi implements AutoCloseable {
    private static final String BASE = "/2018-06-01/runtime/";
    private static final int ACCEPTED = 202;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "runtime-api");
        thread.setDaemon(true);
        return thread;
    });
    private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<Answer>> pending = new ConcurrentHashMap<>();
    private final CompletableFuture<Instant> firstNext = new CompletableFuture<>();
    private final CompletableFuture<String> initError = new CompletableFuture<>();

    /** Says what the function answered: a response, or an error. */
    record Answer(boolean error, String body) {}

    private record Invocation(String requestId, String event, Duration timeLeft) {}

    RuntimeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(BASE, this::handle);
        server.start();
    }

    /** Returns the value of {@code AWS_LAMBDA_RUNTIME_API}. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Completes when the function asks for its first invocation. */
    CompletableFuture<Instant> firstNext() {
        return firstNext;
    }

    /** Completes with the report of a function that could not be initialised. */
    CompletableFuture<String> initError() {
        return initError;
    }

    /** Queues an invocation that has to be over when the time is up. */
    CompletableFuture<Answer> invoke(String event, Duration timeLeft) {
        Invocation invocation = new Invocation(UUID.randomUUID().toString(), event, timeLeft);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        pending.put(invocation.requestId(), answer);
        waiting.add(invocation);
        return answer;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(BASE.length());
        try {
            route(exchange, path);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private void route(HttpExchange exchange, String path) throws IOException, InterruptedException {
        if (path.equals("invocation/next")) {
            next(exchange);
            return;
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(ACCEPTED, -1);
        if (path.equals("init/error")) {
            initError.complete(body);
            return;
        }
        Path parts = Path.of(path);
        CompletableFuture<Answer> answer =
                pending.remove(parts.getName(parts.getNameCount() - 2).toString());
        if (answer == null) {
            throw new UncheckedIOException(new IOException("no invocation is pending for " + path));
        }
        answer.complete(new Answer(path.endsWith("/error"), body));
    }

    private void next(HttpExchange exchange) throws IOException, InterruptedException {
        firstNext.complete(Instant.now());
        Invocation invocation = waiting.take();
        Instant deadline = Instant.now().plus(invocation.timeLeft());
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("Lambda-Runtime-Aws-Request-Id", invocation.requestId());
        exchange.getResponseHeaders().add("Lambda-Runtime-Deadline-Ms", Long.toString(deadline.toEpochMilli()));
        exchange.getResponseHeaders()
                .add(
                        "Lambda-Runtime-Invoked-Function-Arn",
                        "arn:aws:lambda:eu-west-1:123456789012:function:touchstream");
        exchange.getResponseHeaders()
                .add("Lambda-Runtime-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0");
        byte[] event = invocation.event().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, event.length);
        exchange.getResponseBody().write(event);
    }
}

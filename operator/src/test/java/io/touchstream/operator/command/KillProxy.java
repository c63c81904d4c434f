package io.touchstream.operator.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between one command and DynamoDB Local, lets everything through, and kills the command at a point. Once closed, all that
 * the command had sent has landed.
 */
final class KillProxy implements AutoCloseable {
    private static final List<String> HEADERS = List.of("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date");
    private static final int PATIENCE_SECONDS = 120;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static {
        // Read once, when the first server is made: without it, small answers wait for acknowledgements.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final BookShop shop;
    private final KillPoint point;
    private final Moment moment;
    private final AtomicInteger seen = new AtomicInteger();
    private final CompletableFuture<CommandProcess> victim = new CompletableFuture<>();
    private final CompletableFuture<Boolean> killed = new CompletableFuture<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** Says on which side of a request the command dies. */
    enum Moment {
        /** The request does not reach DynamoDB. */
        BEFORE,
        /** DynamoDB has done it, and the command never hears of it. */
        AFTER
    }

    KillProxy(BookShop shop, KillPoint point, Moment moment) throws IOException {
        this.shop = shop;
        this.point = point;
        this.moment = moment;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Names the command that is to be killed. Until then, requests at the point wait. */
    void aimAt(CommandProcess command) {
        victim.complete(command);
    }

    /** Tells whether the command, which has ended, was alive at the point and died of it. */
    boolean hasKilled() {
        return killed.completeOnTimeout(false, 1, TimeUnit.SECONDS).join();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean fatal = isFatal(Call.of(exchange.getRequestHeaders().getFirst("X-Amz-Target"), body));
            if (fatal && moment == Moment.BEFORE) {
                kill();
                return;
            }
            HttpResponse<byte[]> answer = forward(exchange, body);
            if (fatal) {
                kill();
                return;
            }
            answer.headers()
                    .firstValue("x-amz-crc32")
                    .ifPresent(sum -> exchange.getResponseHeaders().set("x-amz-crc32", sum));
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isFatal(Call call) {
        return point.is(call, shop) && seen.incrementAndGet() == point.occurrence();
    }

    private void kill() throws InterruptedException {
        killed.complete(victim.join().kill());
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(shop.database.endpoint());
        for (String header : HEADERS) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        return HTTP.send(request.POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("requests are still under way");
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.touchstream.runtime;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands in for S3, on loopback: remembers what it was asked, and takes everything that it was not told to refuse. */
final class Bucket implements AutoCloseable {
    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();

    private record Refusal(int status, String code) {}

    private Bucket(HttpServer server) {
        this.server = server;
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            Refusal refusal = refusals.poll();
            if (refusal == null) {
                exchange.sendResponseHeaders(200, -1);
            } else {
                byte[] body = ("<Error><Code>" + refusal.code() + "</Code><Message>no</Message></Error>")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(refusal.status(), body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    static Bucket open() {
        try {
            return new Bucket(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Has the next request that comes refused. */
    void refuse(int status, String code) {
        refusals.add(new Refusal(status, code));
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

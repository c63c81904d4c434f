package io.touchstream.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Commands in processes of their own: what a signal does to them, and what one does to another. */
class CommandProcessesIT {
    /** How long a person waits after Ctrl-C before pressing it again. */
    private static final Duration A_FEW_SECONDS = Duration.ofSeconds(8);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void run_interrupted_endsSoonSaysHowToGoOnAndASecondRunFinishes() throws IOException, InterruptedException {
        BookShop shop = open(100, 1_500);
        try (CommandProcess run = CommandProcess.start(folder, shop.arguments("run"))) {
            run.awaitUntil(() -> shop.touched() > 1, CommandProcess.PATIENCE);
            run.interrupt();

            assertThat(run.await(A_FEW_SECONDS)).describedAs(run.err()).isIn(CommandProcess.INTERRUPTED);
            assertThat(run.out()).contains("stopped: run again to go on");
            assertThat(run.err()).doesNotContain("Exception", "\tat ");
        }
        assertThat(shop.touched()).isLessThan(1_500);

        CapturedCommand.of(shop.arguments("rate", "100000"));
        CapturedCommand again = CapturedCommand.of(shop.arguments("run", "--json"));

        assertThat(again.status()).describedAs(again.err()).isZero();
        assertThat(again.json().get("completed").asBoolean()).isTrue();
        assertThat(shop.targetItems()).isEqualTo(expected(shop));
    }

    @Test
    void run_interruptedWhilePaused_endsSoon() throws IOException, InterruptedException {
        BookShop shop = open(100, 1_500);
        try (CommandProcess run = CommandProcess.start(folder, shop.arguments("run"))) {
            run.awaitUntil(() -> shop.touched() > 1, CommandProcess.PATIENCE);
            CapturedCommand.of(shop.arguments("pause"));
            awaitStandstill(shop);
            run.interrupt();

            assertThat(run.await(A_FEW_SECONDS)).describedAs(run.err()).isIn(CommandProcess.INTERRUPTED);
        }
    }

    @Test
    void follow_untilInterrupted_goesOnSynchronising() throws IOException, InterruptedException {
        BookShop shop = open(100_000, 50);
        try (CommandProcess run = CommandProcess.start(folder, shop.arguments("run", "--follow", "--json"))) {
            run.awaitUntil(() -> err(run).contains("synchronising until interrupted"), CommandProcess.PATIENCE);
            shop.put(BookShop.item("i1", "book", "o1", "moved", 1));
            shop.put(BookShop.item("new", "author", "o1", "new", 2));
            shop.client.deleteItem(request -> request.tableName(shop.source).key(Map.of("id", BookShop.s("i2"))));
            run.awaitUntil(() -> shop.targetItems().equals(expected(shop)), CommandProcess.PATIENCE);
            assertThat(run.out()).isEmpty();
            run.interrupt();

            assertThat(run.await(A_FEW_SECONDS)).isIn(CommandProcess.INTERRUPTED);
            assertThat(run.json().get("completed").asBoolean()).isTrue();
        }
    }

    @Test
    void pauseRateAndResume_ofARunInAnotherProcess_takeEffect() throws IOException, InterruptedException {
        BookShop shop = open(10, 1_000);
        try (CommandProcess run = CommandProcess.start(folder, shop.arguments("run", "--json"))) {
            run.awaitUntil(() -> shop.touched() > 1, CommandProcess.PATIENCE);
            assertThat(CapturedCommand.of(shop.arguments("pause")).status()).isZero();
            awaitStandstill(shop);
            assertThat(shop.touched()).isLessThan(1_000);
            JsonNode status =
                    CapturedCommand.of(shop.arguments("status", "--json")).json();
            assertThat(status.get("runs").get(0).get("finishedAt")).isNull();
            assertThat(status.get("runs").get(0).get("percent").asInt()).isBetween(0, 99);

            // At the rate that it began with, what is left would take longer than is waited here.
            assertThat(CapturedCommand.of(shop.arguments("rate", "100000")).status())
                    .isZero();
            assertThat(CapturedCommand.of(shop.arguments("resume")).status()).isZero();
            assertThat(run.await(CommandProcess.PATIENCE))
                    .describedAs(run.err())
                    .isZero();
            assertThat(run.json().get("completed").asBoolean()).isTrue();
        }
        assertThat(shop.targetItems()).isEqualTo(expected(shop));
    }

    @Test
    void local_untilInterrupted_listensOnLoopbackOnly() throws IOException, InterruptedException {
        int port = freePort();
        try (CommandProcess local = CommandProcess.start(folder, "local", "--port", Integer.toString(port), "--json")) {
            local.awaitUntil(() -> !out(local).isBlank(), CommandProcess.PATIENCE);
            URI endpoint = URI.create(local.json().get("endpoint").asText());
            assertThat(endpoint).isEqualTo(URI.create("http://127.0.0.1:" + port));
            try (DynamoDbClient client = DynamoDbClient.builder()
                    .endpointOverride(endpoint)
                    .region(Region.EU_WEST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "body")))
                    .build()) {
                assertThat(client.listTables().tableNames()).isEmpty();
            }
            for (InetAddress address : addressesBeyondLoopback()) {
                assertThat(isRefused(address, port)).describedAs("%s", address).isTrue();
            }
            CapturedCommand second = CapturedCommand.of("local", "--port", Integer.toString(port));
            assertThat(second.status()).isEqualTo(3);
            assertThat(second.err().lines()).singleElement().asString().contains(Integer.toString(port));
            local.interrupt();

            assertThat(local.await(A_FEW_SECONDS)).isIn(CommandProcess.INTERRUPTED);
            assertThat(local.err()).doesNotContain("Exception", "\tat ");
        }
    }

    private BookShop open(long writeUnitsPerSecond, int items) throws IOException {
        BookShop shop = new BookShop(folder);
        shop.open(writeUnitsPerSecond);
        shop.stock(items);
        return shop;
    }

    private static Map<String, Map<String, AttributeValue>> expected(BookShop shop) {
        Map<String, Map<String, AttributeValue>> expected = new TreeMap<>();
        shop.sourceItems().forEach((id, item) -> BookShop.expected(item).ifPresent(image -> expected.put(id, image)));
        return expected;
    }

    /** Waits until no item is touched any more: what is on its way when a pause begins ends within seconds. */
    private static void awaitStandstill(BookShop shop) throws InterruptedException {
        long end = System.nanoTime() + CommandProcess.PATIENCE.toNanos();
        for (long before = -1, now = shop.touched(); before != now; now = shop.touched()) {
            assertThat(System.nanoTime()).isLessThan(end);
            before = now;
            Thread.sleep(2_500);
        }
    }

    private static List<InetAddress> addressesBeyondLoopback() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
    }

    private static boolean isRefused(InetAddress address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2_000);
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String out(CommandProcess process) {
        try {
            return process.out();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String err(CommandProcess process) {
        try {
            return process.err();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

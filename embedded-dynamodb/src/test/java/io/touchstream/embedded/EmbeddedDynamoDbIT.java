package io.touchstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

class EmbeddedDynamoDbIT {
    private static final int CONNECT_MILLIS = 2_000;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    @Test
    void start_nonLoopbackAddress_refusesConnection() throws IOException {
        List<InetAddress> others = nonLoopbackAddresses();
        assumeThat(others).isNotEmpty();

        try (EmbeddedDynamoDb database = EmbeddedDynamoDb.start()) {
            connect(InetAddress.getByAddress(LOOPBACK), database.port());
            assertThat(others)
                    .allSatisfy(address -> assertThatThrownBy(() -> connect(address, database.port()))
                            .isInstanceOf(ConnectException.class));
        }
    }

    @Test
    void start_portTaken_saysSoInOneLine() {
        try (EmbeddedDynamoDb first = EmbeddedDynamoDb.start()) {
            assertThatThrownBy(() -> EmbeddedDynamoDb.start(first.port()))
                    .isInstanceOf(EmbeddedDynamoDbException.class)
                    .hasMessage("Port " + first.port() + " of 127.0.0.1 is in use: choose another one")
                    .hasRootCauseInstanceOf(BindException.class);
        }
    }

    @Test
    void start_portOutOfRange_isRefused() {
        assertThatThrownBy(() -> EmbeddedDynamoDb.start(70_000)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void client_otherCredentialsAndRegion_seeTheSameTables() {
        EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
        String table = createTable(database);

        try (DynamoDbClient other = DynamoDbClient.builder()
                .endpointOverride(database.endpoint())
                .region(Region.US_EAST_2)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("other", "secret")))
                .build()) {
            assertThat(other.listTables().tableNames()).contains(table);
        }
    }

    @Test
    void streams_tableWithStream_areServed() {
        EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
        String table = createTable(database);
        database.client().putItem(put -> put.tableName(table).item(Map.of("pk", AttributeValue.fromS("a"))));

        assertThat(database.streams().listStreams(list -> list.tableName(table)).streams())
                .hasSize(1);
    }

    @Test
    void close_afterwards_nobodyListens() {
        EmbeddedDynamoDb database = EmbeddedDynamoDb.start();
        int port = database.port();
        database.close();

        assertThatThrownBy(() -> connect(InetAddress.getByAddress(LOOPBACK), port))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void start_anyUse_writesNothingToStandardOutput() {
        PrintStream before = System.out;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try (EmbeddedDynamoDb database = EmbeddedDynamoDb.start()) {
            createTable(database);
        } finally {
            System.setOut(before);
        }

        assertThat(written.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static void connect(InetAddress address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
        }
    }

    private static List<InetAddress> nonLoopbackAddresses() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .toList();
    }

    private static String createTable(EmbeddedDynamoDb database) {
        String table = "embedded-" + UUID.randomUUID();
        database.client()
                .createTable(create -> create.tableName(table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName("pk")
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .keySchema(KeySchemaElement.builder()
                                .attributeName("pk")
                                .keyType(KeyType.HASH)
                                .build())
                        .streamSpecification(stream ->
                                stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
        return table;
    }
}

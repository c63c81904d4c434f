package io.touchstream.operator.command;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.UsageException;
import io.touchstream.operator.output.Json;
import io.touchstream.operator.procedure.Stop;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs an embedded DynamoDB until interrupted. */
@Command(
        name = "local",
        description = {
            "Runs an embedded DynamoDB with Streams, in memory, on the loopback interface until interrupted.",
            "Any credentials and region will do."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  touchstream local --port 8000", "  aws dynamodb list-tables --endpoint-url http://127.0.0.1:8000"})
final class LocalCommand implements Callable<Integer> {
    private static final int MAXIMUM_PORT = 65_535;

    @Option(
            names = "--port",
            defaultValue = "8000",
            paramLabel = "N",
            description = "the port; default: ${DEFAULT-VALUE}")
    private int port;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > MAXIMUM_PORT) {
            throw new UsageException("--port " + port + ": expected 0 to " + MAXIMUM_PORT);
        }
        try (Interruption interruption = new Interruption();
                EmbeddedDynamoDb database = EmbeddedDynamoDb.start(port)) {
            Stop stop = interruption.stop();
            String endpoint = database.endpoint().toString();
            System.out.println(
                    output.json
                            ? Json.write(Map.of("endpoint", endpoint))
                            : "DynamoDB listens on " + endpoint + " until interrupted.");
            while (!stop.isAsked()) {
                Thread.sleep(200);
            }
        }
        return ExitStatus.DONE;
    }
}

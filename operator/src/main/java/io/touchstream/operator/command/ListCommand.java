package io.touchstream.operator.command;

import io.touchstream.operator.ExitStatus;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.output.Descriptions;
import io.touchstream.operator.output.Json;
import io.touchstream.operator.output.Plain;
import io.touchstream.operator.phase.MigrationCatalogue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Lists the migrations of an account and region, or of an endpoint. */
@Command(
        name = "list",
        description = {
            "Lists all migrations of an account and region, or of an endpoint: those that have a control table, touchstream-NAME.",
            "For each its phase, who changed something last, and its folder, where it is among those below --migrations."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  touchstream list --region eu-west-1",
            "  touchstream list --endpoint-url http://127.0.0.1:8000 --migrations migrations --json"
        })
final class ListCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--migrations",
            paramLabel = "DIR",
            defaultValue = "migrations",
            description = "where migrations' folders are; default: ${DEFAULT-VALUE}")
    private Path migrations = Path.of("");

    @Override
    public Integer call() {
        Connection destination = connection.connection();
        try (DynamoDbClient client = destination.dynamoDb()) {
            List<Map<String, Object>> found = new MigrationCatalogue(client, migrations).all();
            if (output.json) {
                System.out.println(Json.write(Map.of("migrations", found)));
                return ExitStatus.DONE;
            }
            found.forEach(entry -> System.out.println(Plain.line(Descriptions.line(entry))));
            if (found.isEmpty()) {
                System.out.println("there is no migration at " + destination.description());
            }
            return ExitStatus.DONE;
        }
    }
}

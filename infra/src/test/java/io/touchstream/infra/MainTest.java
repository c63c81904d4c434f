package io.touchstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.touchstream.definition.DefinitionException;
import io.touchstream.definition.MigrationLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

class MainTest {
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void run_brokenDefinition_printsTheLoadersOwnLineAndExitsWithTwo() {
        Path folder = Synthesised.folder(Synthesised.SIMPLE.replace("partitionKey: {PK: S}", "partitionKey: {PK: X}"));
        String line = Objects.requireNonNull(
                Assertions.catchThrowableOfType(DefinitionException.class, () -> MigrationLoader.load(folder))
                        .getMessage());

        assertThat(run(Map.of("migration", folder.toString()))).isEqualTo(2);
        assertThat(printed()).isEqualTo(line + System.lineSeparator()).contains("migration.yaml:6: ");
    }

    @Test
    void run_classThatIsNotThere_isRefusedBeforeAnythingIsDeployed() {
        Path folder = Synthesised.folder(Synthesised.SIMPLE + "transform: {java: com.example.Missing}\n");

        assertThat(run(Map.of("migration", folder.toString()))).isEqualTo(2);
        assertThat(printed()).contains("com.example.Missing");
        assertThat(printed().lines()).hasSize(1);
    }

    @Test
    void run_noMigration_saysHowToNameOne() {
        assertThat(run(Map.of())).isEqualTo(2);
        assertThat(printed()).contains("-c migration=migrations/FOLDER");
    }

    @Test
    void run_unknownStage_saysWhichThereAre() {
        String folder = Synthesised.folder(Synthesised.SIMPLE).toString();

        assertThat(run(Map.of("migration", folder, "stage", "qa", "stages", Map.of("dev", Map.of()))))
                .isEqualTo(2);
        assertThat(printed()).startsWith("context stage: found qa, known are [dev]");
    }

    @Test
    void run_jarMissing_saysHowToBuildIt() throws IOException {
        Path empty = Files.createTempDirectory("empty");
        String folder = Synthesised.folder(Synthesised.SIMPLE).toString();

        assertThat(Main.run(app(Map.of("migration", folder)), empty, stream())).isEqualTo(3);
        assertThat(printed()).contains("lambda-sync.jar: no such file; build it with: mvn -q package -DskipTests");
        assertThat(printed().lines()).hasSize(1);
    }

    @Test
    void run_jarOlderThanItsSources_isNotDeployed() throws IOException {
        Path home = Files.createTempDirectory("stale");
        for (String module : List.of("lambda-sync", "lambda-touch")) {
            Path target = Files.createDirectories(home.resolve(module).resolve("target"));
            Files.writeString(target.resolve(module + ".jar"), module);
        }
        Path sources =
                Files.createDirectories(home.resolve("protocol").resolve("src").resolve("main"));
        Path source = Files.writeString(sources.resolve("Guard.java"), "class Guard {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        String folder = Synthesised.folder(Synthesised.SIMPLE).toString();

        assertThat(Main.run(app(Map.of("migration", folder)), home, stream())).isEqualTo(3);
        assertThat(printed()).contains("lambda-sync.jar: older than " + source + "; build it with: mvn");
    }

    @Test
    void build_noStageOfSeveral_warns() {
        String warning = "no stage is given, of [prod]";
        Map<String, Object> stages = Map.of("prod", Map.of());

        assertThat(warnings(Map.of("stages", stages))).anyMatch(text -> text.startsWith(warning));
        assertThat(warnings(Map.of("stages", stages, "stage", "prod"))).noneMatch(text -> text.startsWith(warning));
        assertThat(warnings(Map.of())).noneMatch(text -> text.startsWith("no stage"));
    }

    private static List<String> warnings(Map<String, Object> context) {
        MigrationStack stack = Main.build(Synthesised.app(Synthesised.SIMPLE, context), Synthesised.home());
        return stack.getNode().getMetadata().stream()
                .filter(entry -> entry.getType().equals("aws:cdk:warning"))
                .map(entry -> String.valueOf(entry.getData()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "account, 11, twelve digits",
        "region, mars, a region",
        "keyArn, nonsense, the ARN of a KMS key",
        "sourceKeyArn, nonsense, the ARN of a KMS key",
        "alarmTopicArn, x, the ARN of an SNS topic"
    })
    void run_stageWithSomethingElse_isRefused(String key, String value, String expected) {
        String folder = Synthesised.folder(Synthesised.SIMPLE).toString();

        assertThat(run(Map.of("migration", folder, "stage", "s", "stages", Map.of("s", Map.of(key, value)))))
                .isEqualTo(2);
        assertThat(printed())
                .startsWith("context stages.s." + key + ": found " + value + ", expected " + expected)
                .hasLineCount(1);
    }

    @Test
    void build_whateverHoldsData_comesAfterTheSourcesStream() {
        Synthesised simple = Synthesised.of(Synthesised.SIMPLE);
        Map<String, JsonNode> resources = new HashMap<>(simple.resources("AWS::DynamoDB::Table"));
        resources.putAll(simple.resources("AWS::S3::Bucket"));

        for (String name : List.of("Control", "Images", "TargetNew")) {
            List<String> first = new ArrayList<>();
            Objects.requireNonNull(resources.get(name), name)
                    .get("DependsOn")
                    .forEach(entry -> first.add(entry.asText()));
            assertThat(first).contains("StreamOld");
        }
    }

    @Test
    void build_recheck_isAPropertyOfTheStreamsResource() {
        assertThat(recheck(Map.of())).isEmpty();
        assertThat(recheck(Map.of("recheck", "2"))).isEqualTo("2");
    }

    private static String recheck(Map<String, Object> context) {
        return Synthesised.of(Synthesised.SIMPLE, context)
                .properties("Custom::SourceStream", "StreamOld")
                .get("Recheck")
                .asText();
    }

    @Test
    void build_stage_setsAccountRegionTagsAndProtection() {
        MigrationStack stack = Main.build(
                Synthesised.app(
                        Synthesised.SIMPLE,
                        Map.of(
                                "stage",
                                "prod",
                                "stages",
                                Map.of(
                                        "prod",
                                        Map.of(
                                                "account",
                                                "111122223333",
                                                "region",
                                                "eu-west-1",
                                                "terminationProtection",
                                                true,
                                                "tags",
                                                Map.of("team", "storage"))))),
                Synthesised.home());

        assertThat(stack.getStackName()).isEqualTo("touchstream-20261121-simple");
        assertThat(stack.getAccount()).isEqualTo("111122223333");
        assertThat(stack.getRegion()).isEqualTo("eu-west-1");
        assertThat(stack.getTerminationProtection()).isTrue();
        assertThat(stack.getTags().tagValues()).containsEntry("team", "storage");
    }

    @Test
    void outputs_everyNameThatTheOperatorNeeds() {
        Synthesised simple = Synthesised.of(Synthesised.SIMPLE);

        assertThat(simple.template().findOutputs("*"))
                .containsOnlyKeys(
                        "MigrationName",
                        "DefinitionChecksum",
                        "StateMachineArn",
                        "SyncFunctionName",
                        "ReverseSyncFunctionName",
                        "TouchFunctionName",
                        "CopyFunctionName",
                        "VerifyFunctionName",
                        "UntouchFunctionName",
                        "EventSourceMappings",
                        "ReverseEventSourceMappings",
                        "SourceWriterRoles",
                        "TargetWriterRoles",
                        "ControlTableName",
                        "BucketName",
                        "DashboardUrl",
                        "Production");
        assertThat(Intrinsics.text(simple.json().at("/Outputs/EventSourceMappings/Value")))
                .isEqualTo("{\"Old\":\"MappingOld\"}");
        assertThat(output(simple, "ReverseEventSourceMappings")).isEqualTo("{\"New\":\"ReverseMappingNew\"}");
    }

    @Test
    void outputs_writers_areTheRolesThatHoldRightsToWrite() {
        Synthesised simple = Synthesised.of(Synthesised.SIMPLE);

        assertThat(output(simple, "SourceWriterRoles"))
                .isEqualTo("[\"TouchRole.Arn\",\"UntouchRole.Arn\",\"CanaryRole.Arn\",\"ReverseSyncRole.Arn\"]");
        assertThat(output(simple, "TargetWriterRoles"))
                .isEqualTo("[\"TouchRole.Arn\",\"CopyRole.Arn\",\"SyncRole.Arn\"]");
        assertThat(writers(simple, "/Old"))
                .containsExactly("CanaryRole", "ReverseSyncRole", "TouchRole", "UntouchRole");
        assertThat(writers(simple, "TargetNew.Arn")).containsExactly("CopyRole", "SyncRole", "TouchRole");
    }

    /** Returns the roles that hold a right to write items of a table. */
    private static Set<String> writers(Synthesised stack, String table) {
        Set<String> writers = new TreeSet<>();
        for (String role : stack.resources("AWS::IAM::Role").keySet()) {
            boolean writes = stack.statements(role)
                    .filter(statement -> Synthesised.elements(statement.get("Resource"))
                            .anyMatch(resource -> Intrinsics.text(resource).endsWith(table)))
                    .flatMap(statement -> Synthesised.elements(statement.get("Action")))
                    .anyMatch(action -> action.asText().matches("dynamodb:(Put|Update|Delete|BatchWrite)Item"));
            if (writes) {
                writers.add(role);
            }
        }
        return writers;
    }

    private static String output(Synthesised stack, String name) {
        return Intrinsics.text(stack.json().at("/Outputs/" + name + "/Value"));
    }

    @Test
    void output_production_isWhatTheStageSays() {
        assertThat(production(Map.of())).isEqualTo("false");
        assertThat(production(Map.of("production", true))).isEqualTo("true");
        assertThat(production(Map.of("terminationProtection", true))).isEqualTo("true");
        assertThat(production(Map.of("terminationProtection", true, "production", false)))
                .isEqualTo("false");
    }

    @Test
    void architecture_isArmUnlessTheStageSaysOtherwise() {
        Synthesised x86 = Synthesised.of(
                Synthesised.SIMPLE,
                Map.of("stage", "some", "stages", Map.of("some", Map.of("architecture", "x86_64"))));

        Map.of("arm64", Synthesised.of(Synthesised.SIMPLE), "x86_64", x86).forEach((architecture, stack) -> {
            for (String name : new String[] {"Sync", "ReverseSync", "Touch", "Canary"}) {
                assertThat(stack.properties("AWS::Lambda::Function", name)
                                .at("/Architectures/0")
                                .asText())
                        .isEqualTo(architecture);
            }
        });
    }

    @Test
    void architecture_other_isRefused() {
        String folder = Synthesised.folder(Synthesised.SIMPLE).toString();

        assertThat(run(Map.of(
                        "migration", folder, "stage", "some", "stages", Map.of("some", Map.of("architecture", "arm")))))
                .isEqualTo(2);
        assertThat(printed()).startsWith("context stages.some.architecture: expected arm64 or x86_64");
    }

    private static String production(Map<String, Object> stage) {
        return Synthesised.of(Synthesised.SIMPLE, Map.of("stage", "some", "stages", Map.of("some", stage)))
                .json()
                .at("/Outputs/Production/Value")
                .asText();
    }

    private int run(Map<String, Object> context) {
        return Main.run(app(context), Synthesised.home(), stream());
    }

    private static App app(Map<String, Object> context) {
        return new App(AppProps.builder().context(context).build());
    }

    private PrintStream stream() {
        return new PrintStream(errors, true, StandardCharsets.UTF_8);
    }

    private String printed() {
        return errors.toString(StandardCharsets.UTF_8);
    }
}

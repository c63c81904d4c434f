package io.touchstream.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the CDK's own command line as a user does, for every migration there is. It works in a directory that looks like the
 * project's root, so that a jar which is not built yet can be stood in for without leaving anything in the project.
 */
@Execution(ExecutionMode.CONCURRENT)
class SynthIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private static Path home;

    private record Outcome(int status, List<String> lines) {}

    @BeforeAll
    static void prepare() throws Exception {
        if (!Files.exists(ROOT.resolve("node_modules/.bin/cdk"))) {
            assertThat(run(ROOT, "npm", "ci", "--no-audit", "--no-fund").status())
                    .isZero();
        }
        for (String name : List.of("cdk.json", "package.json", "node_modules", "infra")) {
            Files.createSymbolicLink(home.resolve(name), ROOT.resolve(name));
        }
        for (String module : List.of("lambda-sync", "lambda-touch", "migrations")) {
            Path target = Files.createDirectories(home.resolve(module).resolve("target"));
            Path built = ROOT.resolve(module).resolve("target").resolve(module + ".jar");
            if (Files.exists(built)) {
                Files.createSymbolicLink(target.resolve(module + ".jar"), built);
            } else {
                Files.writeString(target.resolve(module + ".jar"), module);
            }
        }
    }

    static Stream<Path> migrations() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("migrations"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("migration.yaml"))).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("migrations")
    void synth_everyMigration_givesATemplateAndAValidStateMachine(Path migration) throws Exception {
        Path output = home.resolve("out-" + migration.getFileName());
        Outcome synth = synth(migration, output);

        assertThat(synth.status()).as(String.join("\n", synth.lines())).isZero();
        JsonNode template = new ObjectMapper()
                .readTree(output.resolve("Migration.template.json").toFile());
        Path definition = home.resolve(migration.getFileName() + ".asl.json");
        Files.writeString(
                definition,
                template.at("/Resources/Run/Properties/DefinitionString")
                        .asText()
                        .replace("${Partition}", "aws"));
        Outcome validation = run(home, "npx", "--no-install", "asl-validator", "--json-path", definition.toString());
        assertThat(validation.status())
                .as(String.join("\n", validation.lines()))
                .isZero();
    }

    @Test
    void synth_brokenDefinition_failsWithTheOneLineOfTheCommandLine(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("migration.yaml"), "name: broken\nsource: {tables: [Old]}\ntaget: {}\n");

        Outcome synth = synth(folder, home.resolve("out-broken"));

        assertThat(synth.status()).isNotZero();
        Outcome plan = run(
                home,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.touchstream.operator.Main",
                "plan",
                "--migration",
                folder.toString());
        assertThat(plan.status()).isEqualTo(2);
        assertThat(plan.lines()).containsExactly(file + ":3: taget: unknown key, did you mean target?");
        assertThat(synth.lines()).containsOnlyOnce(plan.lines().get(0));
        assertThat(synth.lines()).noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
    }

    private static Outcome synth(Path migration, Path output) throws Exception {
        return run(
                home,
                "npx",
                "--no-install",
                "cdk",
                "synth",
                "-q",
                "--no-notices",
                "--output",
                output.toString(),
                "-c",
                "migration=" + migration);
    }

    /** Runs a command to its end. */
    private static Outcome run(Path directory, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1");
        builder.environment().put("CI", "true");
        Process process = builder.start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = process.inputReader()) {
            reader.lines().forEach(lines::add);
        }
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        return new Outcome(process.exitValue(), lines);
    }
}

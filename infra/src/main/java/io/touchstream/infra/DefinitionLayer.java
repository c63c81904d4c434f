package io.touchstream.infra;

import io.touchstream.definition.MigrationLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.LayerVersion;
import software.amazon.awscdk.services.lambda.Runtime;
import software.constructs.Construct;

/**
 * Puts the definition, and the class that it may name, beside the functions' code, which is the same for all migrations.
 *
 * <p>The file stands at {@link #PATH}. Java's managed runtime takes the jars of {@code /opt/java/lib} into the class path of
 * the function. Source: Lambda developer guide, "Working with layers for Java Lambda functions".
 */
final class DefinitionLayer {
    /** Where functions find the definition. */
    static final String PATH = "/opt/" + MigrationLoader.FILE_NAME;

    private DefinitionLayer() {}

    static LayerVersion create(Construct scope, Architecture architecture, Artifacts artifacts) {
        return LayerVersion.Builder.create(scope, "Definition")
                .description("The migration's definition")
                .code(Code.fromAsset(staged(artifacts).toString()))
                .compatibleRuntimes(List.of(Runtime.JAVA_21))
                .compatibleArchitectures(List.of(architecture))
                .build();
    }

    /** Copies the layer's files to where the CDK can take them from; it copies them on at once. */
    private static Path staged(Artifacts artifacts) {
        try {
            Path directory = Files.createTempDirectory("touchstream-layer");
            Files.copy(artifacts.definition(), directory.resolve(MigrationLoader.FILE_NAME));
            if (artifacts.transformers().isPresent()) {
                Path libraries =
                        Files.createDirectories(directory.resolve("java").resolve("lib"));
                Files.copy(artifacts.transformers().get(), libraries.resolve("migrations.jar"));
            }
            deleteOnExit(directory);
            return directory;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void deleteOnExit(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            // Files are deleted in the opposite order, and so are gone before their directories.
            files.forEach(file -> file.toFile().deleteOnExit());
        }
    }
}

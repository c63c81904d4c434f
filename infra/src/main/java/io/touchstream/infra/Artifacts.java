package io.touchstream.infra;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.definition.TransformDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Locates what the functions consist of.
 *
 * @param syncJar the sync function
 * @param touchJar the segment functions and those that prepare them
 * @param definition the migration's file
 * @param transformers the jar of the classes that the definition names; nothing where it names none
 */
record Artifacts(Path syncJar, Path touchJar, Path definition, Optional<Path> transformers) {
    private static final String REMEDY = "build it with: mvn -q package -DskipTests";
    /** The modules that both functions consist of, besides their own. */
    private static final List<String> SHARED = List.of("transformers", "protocol");

    /**
     * Locates the files.
     *
     * @param home the project's root
     * @throws MissingArtifactException when one is not there, or is older than its sources
     */
    static Artifacts find(Path home, Path folder, MigrationDefinition definition) {
        Path file = Files.isDirectory(folder) ? folder.resolve(MigrationLoader.FILE_NAME) : folder;
        TransformDefinition transform = definition.transform();
        boolean namesClass = transform instanceof TransformDefinition.JavaClass || transform.inverse() != null;
        Optional<Path> transformers = namesClass ? Optional.of(jar(home, "migrations", List.of())) : Optional.empty();
        return new Artifacts(jar(home, "lambda-sync", SHARED), jar(home, "lambda-touch", SHARED), file, transformers);
    }

    /** Locates a module's jar, which is to be no older than what it is made of: else what runs would not be what is read here. */
    private static Path jar(Path home, String module, List<String> others) {
        Path jar = home.resolve(module).resolve("target").resolve(module + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new MissingArtifactException(jar, "no such file; " + REMEDY);
        }
        Stream.concat(Stream.of(module), others.stream())
                .map(name -> home.resolve(name).resolve("src").resolve("main"))
                .filter(Files::isDirectory)
                .flatMap(sources -> newerThan(jar, sources).stream())
                .findFirst()
                .ifPresent(source -> {
                    throw new MissingArtifactException(jar, "older than " + source + "; " + REMEDY);
                });
        return jar;
    }

    private static Optional<Path> newerThan(Path jar, Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            FileTime built = Files.getLastModifiedTime(jar);
            return files.filter(
                            file -> Files.isRegularFile(file) && modified(file).compareTo(built) > 0)
                    .min(Comparator.naturalOrder());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

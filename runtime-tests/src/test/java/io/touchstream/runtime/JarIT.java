package io.touchstream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JarIT {
    private static final long LIMIT = 12_000_000;
    /** The build's own time, as the project states it, and a day for zones. */
    private static final LocalDateTime OUTPUT_TIMESTAMP = Instant.parse(
                    System.getProperty("touchstream.outputTimestamp"))
            .atZone(ZoneOffset.UTC)
            .toLocalDateTime()
            .plusDays(1);

    @ParameterizedTest
    @CsvSource({
        "sync, io/touchstream/sync/SyncHandler.class",
        "touch, io/touchstream/touch/TouchHandler.class",
        "touch, io/touchstream/touch/prepare/SourceStreamHandler.class",
        "touch, io/touchstream/touch/prepare/CanaryHandler.class"
    })
    void jar_asPackaged_isSmallAndHoldsTheHandlerAndNothingForOthers(String name, String handler) throws IOException {
        Path jar = Path.of(System.getProperty("touchstream.jars." + name));
        assertThat(Files.size(jar)).isLessThanOrEqualTo(LIMIT);
        assertThat(entries(jar))
                .contains(handler, "io/touchstream/transform/Transformer.class", "simplelogger.properties")
                .noneMatch(entry -> entry.startsWith("io/netty/")
                        || entry.startsWith("com/amazon/dynamodb")
                        || entry.startsWith("org/joda/")
                        || entry.startsWith("org/junit/")
                        || entry.startsWith("META-INF/versions/")
                        || entry.endsWith("module-info.class"));
    }

    /**
     * What depends on the moment, the machine or the user makes two builds differ. (The order of entries is that of the
     * dependencies; docs/decisions/0021 says how to compare two builds.)
     */
    @ParameterizedTest
    @ValueSource(strings = {"sync", "touch"})
    void jar_asPackaged_holdsNothingOfTheBuildItself(String name) throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("touchstream.jars." + name))) {
            assertThat(jar.stream().map(ZipEntry::getTimeLocal)).allMatch(time -> !time.isAfter(OUTPUT_TIMESTAMP));
            assertThat(jar.getManifest().getMainAttributes().keySet().stream().map(Object::toString))
                    .containsExactlyInAnyOrder(
                            "Manifest-Version",
                            "Created-By",
                            "Java-Version",
                            "Build-Jdk-Spec",
                            "Implementation-Title",
                            "Implementation-Version");
            assertThat(jar.stream().map(ZipEntry::getName)).doesNotHaveDuplicates();
        }
    }

    private static List<String> entries(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }
}

package io.touchstream.runtime;

import static io.touchstream.runtime.StreamEvents.batch;
import static io.touchstream.runtime.StreamEvents.image;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Measures how long the packaged sync function takes from its process's start to its first wait for work, and how long
 * its first event takes. One round unless {@code -Dtouchstream.coldstart.rounds=N} asks for more; see
 * {@code docs/decisions/0021-start-up-of-the-functions.md}.
 */
class ColdStartIT {
    private static final int ROUNDS = Integer.getInteger("touchstream.coldstart.rounds", 1);
    private static final Duration PLENTY = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+TieredCompilation", "-XX:TieredStopAtLevel=1"})
    void sync_freshProcess_isReadyAndAnswersItsFirstEvent(String option, @TempDir Path directory) throws Exception {
        Tables tables = new Tables().create();
        StreamEvents events = new StreamEvents(tables.source);
        for (int round = 0; round < ROUNDS; round++) {
            Path task = Files.createDirectories(directory.resolve("round" + round));
            Files.writeString(
                    task.resolve("migration.yaml"), """
                    name: cold-%s
                    source: {tables: [%s]}
                    target: {tables: {%s: {partitionKey: {k: S}}}}
                    """.formatted(tables.suffix, tables.source, tables.target));
            try (PackagedFunction function = PackagedFunction.start(
                    task,
                    Path.of(System.getProperty("touchstream.jars.sync")),
                    "io.touchstream.sync.SyncHandler::handleRequest",
                    tables.environment(),
                    List.of("-XX:+UseSerialGC", option))) {
                Duration ready = function.initialised();
                Duration readyProcessor = function.processorTime();
                long begun = System.nanoTime();
                String id = "cold" + round;
                assertThat(function.invoke(batch(events.insert(id, image(id, id, "1"))), PLENTY)
                                .error())
                        .isFalse();
                long first = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                Duration firstProcessor = function.processorTime().minus(readyProcessor);
                assertThat(tables.inTarget(id)).isPresent();
                System.out.printf(
                        "%s: ready after %d ms (%d ms of processor time), first event %d ms (%d ms)%n",
                        option, ready.toMillis(), readyProcessor.toMillis(), first, firstProcessor.toMillis());
            }
        }
    }
}

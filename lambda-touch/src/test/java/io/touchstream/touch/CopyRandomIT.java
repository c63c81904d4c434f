package io.touchstream.touch;

import static io.touchstream.touch.TouchBench.item;
import static io.touchstream.touch.TouchBench.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.SyncDefinition.GuardKind;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.control.Job;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes, moves and deletes source items while they are copied, with sync near or far behind, and crashes now and then. */
@ParameterizedClass
@EnumSource(GuardKind.class)
class CopyRandomIT {
    private static final int ITEMS = 40;
    private static final int DISTURBANCES = 60;

    private final TouchBench bench;
    private final List<Optional<Item>> present = new ArrayList<>();
    private final Queue<Runnable> stream = new ArrayDeque<>();
    private long sequence;

    CopyRandomIT(GuardKind guard) {
        this.bench = TouchBench.open(guard);
    }

    static LongStream seeds() {
        Long fixed = Long.getLong("touchstream.seed");
        return fixed == null ? new Random().longs(8) : LongStream.of(fixed);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest(name = "-Dtouchstream.seed={0}")
    @MethodSource("seeds")
    void copy_amidRandomChanges_convergesOnTheSource(long seed) {
        Random random = new Random(seed);
        IntStream.range(0, ITEMS)
                .mapToObj(number -> item("p" + number % 5, "s" + number))
                .forEach(item -> present.add(Optional.of(bench.putSource(item))));
        for (int number = 0; number < DISTURBANCES; number++) {
            bench.hooks.before(bench.targetPuts(), () -> disturb(random));
            bench.hooks.after(bench.targetPuts(), () -> disturb(random));
            bench.hooks.before(bench.targetDeletes(), () -> disturb(random));
        }

        copyToEnd();
        stream.forEach(Runnable::run);

        List<Item> expected = present.stream()
                .flatMap(Optional::stream)
                .map(item -> item.get("Move").map(sort -> item.with("SK", sort)).orElse(item))
                .toList();
        assertThat(bench.targetItems().stream()
                        .map(item -> item.without(Provenance.ATTRIBUTE))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private void copyToEnd() {
        boolean done = false;
        while (!done) {
            try (TouchHandler process = bench.newHandler()) {
                done = process.work(bench.request(Job.COPY), Instant.now().plusSeconds(60))
                        .done();
            } catch (Hooks.Crash crash) {
                // Another process goes on.
            }
        }
    }

    private synchronized void disturb(Random random) {
        int index = random.nextInt(ITEMS);
        Optional<Item> before = present.get(index);
        Optional<Item> after = changed(item("p" + index % 5, "s" + index), random);
        after.ifPresentOrElse(bench::putSource, () -> before.ifPresent(bench::deleteSource));
        present.set(index, after);
        long record = ++sequence;
        if (!before.equals(after)) {
            stream.add(() -> bench.sync(record, before, after));
        }
        for (int number = random.nextInt(3); number > 0 && !stream.isEmpty(); number--) {
            stream.remove().run();
        }
        if (random.nextInt(20) == 0) {
            throw new Hooks.Crash();
        }
    }

    private static Optional<Item> changed(Item key, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(with(key, "Name", "n" + random.nextInt(3)));
            case 2 ->
                Optional.of(key.with(
                        "Move",
                        AttributeValues.string(key.get("SK").orElseThrow().s() + "-moved" + random.nextInt(3))));
            default -> Optional.of(key);
        };
    }
}

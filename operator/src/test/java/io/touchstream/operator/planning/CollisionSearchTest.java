package io.touchstream.operator.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.ItemKey;
import io.touchstream.operator.planning.Collisions.Collision;
import io.touchstream.protocol.SourceId;
import io.touchstream.transformation.TargetKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CollisionSearchTest {
    @Test
    void find_twoSourcesForOneKey_namesBoth() {
        try (CollisionSearch search = new CollisionSearch(1_000_000)) {
            search.add(target("T", "x"), source("1"));
            search.add(target("T", "y"), source("2"));
            search.add(target("T", "x"), source("3"));
            search.add(target("U", "x"), source("4"));

            Collisions found = search.find();

            assertThat(found)
                    .isEqualTo(new Collisions(
                            1,
                            1,
                            List.of(new Collision(
                                    SourceId.of("T", target("T", "x").key()), source("1"), source("3")))));
        }
    }

    @Test
    void find_keysOfWhichOneBeginsTheOther_areTwo() {
        try (CollisionSearch search = new CollisionSearch(1_000_000)) {
            search.add(target("T", "x"), source("1"));
            search.add(target("T", "xS"), source("1"));

            assertThat(search.find().count()).isZero();
        }
    }

    @Test
    void find_itemReadTwice_isNoCollision() {
        try (CollisionSearch search = new CollisionSearch(1_000_000)) {
            search.add(target("T", "x"), source("1"));
            search.add(target("T", "x"), source("1"));

            assertThat(search.find().count()).isZero();
        }
    }

    @Test
    void find_manyItemsInLittleMemory_countsExactlyAndListsSome() {
        Random random = new Random(42);
        Map<String, Set<String>> sources = new HashMap<>();
        try (CollisionSearch search = new CollisionSearch(20_000)) {
            for (int number = 0; number < 20_000; number++) {
                String key = "k" + random.nextInt(15_000);
                String source = "s" + number;
                sources.computeIfAbsent(key, none -> new HashSet<>()).add(source);
                search.add(target("T", key), source(source));
            }
            Collisions found = search.find();

            long colliding = sources.values().stream()
                    .mapToLong(sharing -> sharing.size() - 1L)
                    .sum();
            long keys = sources.values().stream()
                    .filter(sharing -> sharing.size() > 1)
                    .count();
            assertThat(found.count()).isEqualTo(colliding);
            assertThat(found.keys()).isEqualTo(keys);
            assertThat(found.listed()).hasSize(100);
        }
    }

    private static TargetKey target(String table, String key) {
        return new TargetKey(table, new ItemKey(Map.of("k", AttributeValues.string(key))));
    }

    private static SourceId source(String key) {
        return SourceId.of("S", new ItemKey(Map.of("id", AttributeValues.string(key))));
    }
}

package io.touchstream.sync.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.item.Item;
import io.touchstream.item.ItemKey;
import io.touchstream.item.KeyAttribute;
import io.touchstream.item.KeySchema;
import io.touchstream.item.KeyType;
import io.touchstream.item.ReservedAttributes;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.reverse.ReverseTransformation;
import io.touchstream.sync.decode.Change;
import io.touchstream.transform.TransformException;
import io.touchstream.transformation.InverseTransformation;
import io.touchstream.transformation.TargetKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What reverse sync sees of an image, and what the delete of a target item leaves alone in the source. */
class ReverseMappingTest {
    private static final MigrationDefinition DEFINITION = MigrationLoader.parse("test.yaml", """
            name: test
            source: {tables: [Source]}
            target: {tables: {Target: {partitionKey: {k: S}}}}
            transform: {rules: [{set: {k: "${group}#${id}"}}]}
            """);
    private static final TargetKey TARGET = key("Target", "k", "g#1");
    private static final SourceId ID = SourceId.of(TARGET.table(), TARGET.key());
    private static final TargetKey SOURCE = key("Source", "id", "1");
    private static final Item ITEM = item("id", "1").with("group", text("g")).with("k", text("g#1"));
    private static final Item STAMPED =
            new Provenance(SourceId.of(SOURCE.table(), SOURCE.key()), Version.of(1, "1")).on(ITEM);

    private final Map<TargetKey, Item> present = new HashMap<>();
    private final Set<TargetKey> tombstones = new HashSet<>();
    private boolean gradual;
    private @Nullable Instant ended;
    private final ReverseMapping mapping = new ReverseMapping(
            DEFINITION,
            new ReverseTransformation(
                    DEFINITION,
                    InverseTransformation.load(
                            DEFINITION, Map.of("Source", new KeySchema(new KeyAttribute("id", KeyType.S), null)))),
            key -> Optional.ofNullable(present.get(key)),
            () -> gradual,
            tombstones::contains,
            new Moves());

    @Test
    void visible_reservedAttributes_areHiddenButForTheProvenance() {
        Item image = STAMPED.with(ReservedAttributes.CANARY, text("x")).with("aws:rep:deleting", text("x"));

        assertThat(mapping.visible(image)).isEqualTo(STAMPED);
    }

    @Test
    void spared_deletedByForwardSync_isAll() {
        gradual = true;

        assertThat(mapping.spared(ID, STAMPED, Set.of(SOURCE))).containsExactly(SOURCE);
    }

    @Test
    void spared_deletedWithATombstone_isNothing() {
        gradual = true;
        tombstones.add(TARGET);

        assertThat(mapping.spared(ID, STAMPED, Set.of(SOURCE))).isEmpty();
    }

    @Test
    void spared_applicationsOwnItemDeletedWhileForwardSyncIsOn_isNothing() {
        gradual = true;

        assertThat(mapping.spared(ID, ITEM, Set.of(SOURCE))).isEmpty();
    }

    @Test
    void spared_deletedWhileForwardSyncIsOff_isNothing() {
        assertThat(mapping.spared(ID, STAMPED, Set.of(SOURCE))).isEmpty();
    }

    @Test
    void spared_itemThatIsThereAgain_isWhatItYields() {
        TargetKey other = key("Source", "id", "2");
        present.put(TARGET, STAMPED);

        assertThat(mapping.spared(ID, STAMPED, Set.of(SOURCE, other))).containsExactly(SOURCE);
    }

    @Test
    void spared_itemThatIsThereAgainAndCannotBeUndone_isNotKnown() {
        present.put(TARGET, ITEM.without("id"));

        assertThatThrownBy(() -> mapping.spared(ID, STAMPED, Set.of(SOURCE))).isInstanceOf(TransformException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-28T12:01:01Z, 2026-11-28T12:00:00Z, false",
        "2026-11-28T12:01:00Z, 2026-11-28T12:00:00Z, true",
        "2026-11-28T11:59:59Z, 2026-11-28T12:00:00Z, true",
        "2026-11-28T12:01:01Z, , true",
        ", 2026-11-28T12:00:00Z, true",
    })
    void toCarryOver_provenanceThatIsNewOnTheItem_isNoEchoAfterForwardSync(
            @Nullable Instant at, @Nullable Instant end, boolean echo) {
        ended = end;
        present.put(TARGET, STAMPED);
        present.put(SOURCE, ITEM.without("k"));

        assertThat(mapping.toCarryOver(new Change(0, ID, Version.of(1, "2"), null, STAMPED, at, false))
                        .isEmpty())
                .isEqualTo(echo);
    }

    private final class Moves implements WritersMoves {
        @Override
        public Optional<Instant> begun() {
            return Optional.ofNullable(ended);
        }

        @Override
        public Optional<Instant> ended() {
            return Optional.ofNullable(ended);
        }
    }

    private static TargetKey key(String table, String name, String value) {
        return new TargetKey(table, new ItemKey(Map.of(name, text(value))));
    }

    private static Item item(String name, String value) {
        return Item.of(Map.of(name, text(value)));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }
}

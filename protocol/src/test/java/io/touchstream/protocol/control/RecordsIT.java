package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.AppliedDefinition.Applied;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Differences.Kind;
import io.touchstream.protocol.control.Runs.Run;
import io.touchstream.protocol.control.TouchSettings.Settings;
import io.touchstream.transformation.TargetKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written down of runs, differences, definitions and progress is read back as it was. */
class RecordsIT {
    private static final Instant AT = Instant.parse("2026-11-27T08:00:00Z");
    private static final SourceId SOURCE = SourceId.of("Old", key("1"));
    private static final TargetKey TARGET = new TargetKey("New", key("1"));
    private static final MigrationDefinition DEFINITION = MigrationLoader.parse("migration.yaml", """
            name: records
            source: {tables: [Old]}
            target: {tables: {New: {partitionKey: {id: S}}}}
            touch: {marker: seen}
            """);

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.shared();
    private final ControlTable control = new ControlTable(database.client(), "records-" + UUID.randomUUID());

    @BeforeEach
    void create() {
        database.client().createTable(ControlTable.creation(control.name()));
    }

    @Test
    void runs_saved_areAllFoundTheLatestFirst() {
        Runs runs = new Runs(control);
        Run first = new Run("b", Job.TOUCH, AT, null, 4, 1000, null);
        Run second = new Run("a", Job.VERIFY_TARGET, AT.plusSeconds(1), null, 1, 0, null);
        runs.save(first);
        runs.save(second);
        assertThat(runs.all()).containsExactly(second, first);
        assertThat(runs.find("c")).isEmpty();

        Run ended = new Run("b", Job.TOUCH, AT, AT.plusSeconds(9), 4, 1000, "complete");
        assertThat(first.ended(AT.plusSeconds(9), "complete")).isEqualTo(ended);
        runs.save(ended);
        assertThat(runs.find("b")).contains(ended);
    }

    @Test
    void differences_addedTwice_areOneAndTheRunsOwn() {
        Differences differences = new Differences(control);
        Difference different = new Difference(Kind.DIFFERENT, SOURCE, null, TARGET, new TreeSet<>(List.of("A", "B")));
        Difference collision =
                new Difference(Kind.COLLISION, SOURCE, SourceId.of("Old", key("2")), TARGET, new TreeSet<>());
        Difference ghost = new Difference(Kind.GHOST, null, null, TARGET, new TreeSet<>());
        Difference quarantined = new Difference(Kind.QUARANTINED, SOURCE, null, null, new TreeSet<>());
        for (Difference difference : List.of(different, collision, ghost, quarantined, different)) {
            differences.add("verify", difference);
        }
        differences.add("another", ghost);

        assertThat(differences.list("verify")).containsExactlyInAnyOrder(different, collision, ghost, quarantined);
    }

    @Test
    void accept_changedDefinition_isProvenOnlyByAVerifyAfterTheRepair() {
        AppliedDefinition applied = new AppliedDefinition(control);
        assertThat(applied.applied()).isEmpty();
        applied.applyFirst(DEFINITION);
        assertThat(applied.applied()).contains(new Applied(DEFINITION.checksum(), "seen", null, null));
        assertThat(applied.applied().orElseThrow().isProvenBy(AT)).isTrue();

        assertThat(applied.accept("other", "changed", AT)).isFalse();
        assertThat(applied.accept(DEFINITION.checksum(), "changed", AT)).isTrue();
        assertThat(applied.applied().orElseThrow().isProvenBy(AT.plusSeconds(1)))
                .isFalse();
        applied.repaired("other", AT.plusSeconds(1));
        applied.applyFirst(DEFINITION);
        assertThat(applied.applied()).contains(new Applied("changed", "seen", AT, null));

        applied.repaired("changed", AT.plusSeconds(2));
        applied.repaired("changed", AT.plusSeconds(3));
        Applied repaired = applied.applied().orElseThrow();
        assertThat(repaired).isEqualTo(new Applied("changed", "seen", AT, AT.plusSeconds(2)));
        assertThat(repaired.isProvenBy(AT.plusSeconds(1))).isFalse();
        assertThat(repaired.isProvenBy(AT.plusSeconds(2))).isTrue();
    }

    @Test
    void progress_earlierMoment_doesNotGoBack() {
        SyncProgress progress = new SyncProgress(control);
        assertThat(progress.settledUpTo("Old")).isEmpty();
        progress.advance("Old", AT.plusSeconds(5).plusMillis(900));
        progress.advance("Old", AT);

        assertThat(progress.settledUpTo("Old")).contains(AT.plusSeconds(5));
        assertThat(progress.settledUpTo("Older")).isEmpty();
    }

    @Test
    void canaries_seenToken_isTheOnlyOne() {
        Canaries canaries = new Canaries(control);
        RunToken token = RunToken.draw(RunToken.Kind.TOUCH, new Random(1));
        canaries.seen(token, AT);

        assertThat(canaries.wasSeen(token)).isTrue();
        assertThat(canaries.wasSeen(RunToken.draw(RunToken.Kind.TOUCH, new Random(2))))
                .isFalse();
    }

    @Test
    void settings_changed_areInForce() {
        TouchSettings settings = new TouchSettings(control);
        assertThat(settings.read()).isEqualTo(new Settings(false, 0, 1));
        settings.pause(true);
        settings.rate(50);
        settings.workers(3);

        assertThat(settings.read()).isEqualTo(new Settings(true, 50, 3));
    }

    private static ItemKey key(String id) {
        return new ItemKey(Map.of("id", AttributeValues.string(id)));
    }
}

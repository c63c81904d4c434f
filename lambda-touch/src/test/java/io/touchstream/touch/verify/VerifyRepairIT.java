package io.touchstream.touch.verify;

import static io.touchstream.touch.verify.Migration.item;
import static io.touchstream.touch.verify.Migration.stamped;
import static io.touchstream.touch.verify.Migration.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.RunToken;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.Version;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Differences.Kind;
import io.touchstream.protocol.write.GuardedWriter;
import io.touchstream.touch.segment.OutOfTimeException;
import io.touchstream.touch.verify.VerifyRepair.Outcome;
import io.touchstream.transformation.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;

class VerifyRepairIT {
    private static final RunToken TOKEN = RunToken.draw(RunToken.Kind.REPAIR, new Random(1));

    private final Bench bench = Bench.open();
    private final Migration migration = bench.migration;
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final List<String> touched = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        executor.shutdownNow();
        bench.close();
    }

    @Test
    void repair_missingAndDifferent_touchesEachSourceOnce() throws Exception {
        Item one = item("a", "1");
        Item two = item("a", "2");

        assertThat(repair(
                        difference(Kind.MISSING, one),
                        difference(Kind.DIFFERENT, one),
                        difference(Kind.DIFFERENT, two)))
                .isEqualTo(Map.of(Outcome.TOUCHED, 2L));
        assertThat(touched)
                .containsExactlyInAnyOrder(
                        migration.id(one).text() + TOKEN, migration.id(two).text() + TOKEN);
    }

    @Test
    void repair_sourceGoneBeforeTouch_isOutdated() throws Exception {
        VerifyRepair repair =
                new VerifyRepair(context(), (source, token, deadline) -> SourceRepair.Outcome.GONE, writer(), executor);

        assertThat(repair.repair(
                        List.of(difference(Kind.MISSING, item("a", "1"))).stream(),
                        TOKEN,
                        bench.time.instant().plusSeconds(60)))
                .isEqualTo(Map.of(Outcome.OUTDATED, 1L));
    }

    @Test
    void repair_ghost_isDeleted() throws Exception {
        Item gone = item("a", "1");
        bench.sync(gone);

        assertThat(repair(difference(Kind.GHOST, gone))).isEqualTo(Map.of(Outcome.DELETED, 1L));
        assertThat(bench.exists(migration.key(gone))).isFalse();
        assertThat(touched).isEmpty();
    }

    @Test
    void repair_ghostWhoseSourceCameBack_isKept() throws Exception {
        Item back = bench.migrated(item("a", "1"));

        assertThat(repair(difference(Kind.GHOST, back))).isEqualTo(Map.of(Outcome.OUTDATED, 1L));
        assertThat(bench.exists(migration.key(back))).isTrue();
    }

    @Test
    void repair_ghostWhoseSourceFailsNow_isKept() throws Exception {
        Item good = bench.migrated(item("a", "1"));
        bench.putSource(good.with("Bad", string("x")));

        assertThat(repair(difference(Kind.GHOST, good))).isEqualTo(Map.of(Outcome.LEFT, 1L));
        assertThat(bench.exists(migration.key(good))).isTrue();
    }

    /** Where deletes by the time-to-live service are not applied, the item may be there on purpose. */
    @Test
    void repair_ghostWhereServiceDeletesAreIgnored_isKept() throws Exception {
        try (Bench keeping = Bench.keepingExpired()) {
            Item gone = item("a", "1");
            keeping.sync(gone);
            TargetKey key = keeping.migration.key(gone);
            Difference ghost = new Difference(Kind.GHOST, keeping.migration.id(gone), null, key, new TreeSet<>());
            GuardedWriter writer = new GuardedWriter(keeping.client, keeping.migration.definition(), keeping.control);
            VerifyRepair repair = new VerifyRepair(keeping.context(Bench.SETTINGS), this::touch, writer, executor);

            assertThat(repair.repair(
                            List.of(ghost).stream(),
                            TOKEN,
                            keeping.time.instant().plusSeconds(60)))
                    .isEqualTo(Map.of(Outcome.LEFT, 1L));
            assertThat(keeping.exists(key)).isTrue();
        }
    }

    @Test
    void repair_ghostTakenOverByAnother_isKept() throws Exception {
        Item gone = item("a", "1");
        bench.put(migration.target(), stamped(gone, migration.id(item("b", "1"))));

        assertThat(repair(difference(Kind.GHOST, gone))).isEqualTo(Map.of(Outcome.OUTDATED, 1L));
        assertThat(bench.exists(migration.key(gone))).isTrue();
    }

    @Test
    void repair_ghostOfAnotherMigrationsSource_isKept() throws Exception {
        Item elsewhere = item("a", "1");
        SourceId foreign = SourceId.of("Elsewhere", migration.sourceKey().keyOf(elsewhere));
        bench.put(migration.target(), stamped(elsewhere, foreign));

        assertThat(repair(new Difference(Kind.GHOST, foreign, null, migration.key(elsewhere), new TreeSet<>())))
                .isEqualTo(Map.of(Outcome.LEFT, 1L));
        assertThat(bench.exists(migration.key(elsewhere))).isTrue();
    }

    @Test
    void repair_ghostWrittenAnewBeforeDelete_isKept() throws Exception {
        Item gone = item("a", "1");
        bench.sync(gone);
        DynamoDbClient late = intercepted(() ->
                bench.put(migration.target(), new Provenance(migration.id(gone), Version.of(1, "99")).on(gone)));

        VerifyRepair repair = new VerifyRepair(
                context(), this::touch, new GuardedWriter(late, migration.definition(), bench.control), executor);
        assertThat(repair.repair(
                        List.of(difference(Kind.GHOST, gone)).stream(),
                        TOKEN,
                        bench.time.instant().plusSeconds(60)))
                .isEqualTo(Map.of(Outcome.OUTDATED, 1L));
        assertThat(bench.exists(migration.key(gone))).isTrue();
    }

    @Test
    void repair_otherKinds_areLeft() throws Exception {
        Item one = bench.migrated(item("a", "1"));

        assertThat(repair(
                        difference(Kind.COLLISION, one),
                        difference(Kind.APPLICATION_OWNED, one),
                        difference(Kind.QUARANTINED, one),
                        difference(Kind.EXPIRED, one)))
                .isEqualTo(Map.of(Outcome.LEFT, 4L));
        assertThat(touched).isEmpty();
    }

    @Test
    void repair_moreThanAtOnce_mendsAll() throws Exception {
        Difference[] many = IntStream.range(0, 150)
                .mapToObj(number -> difference(Kind.MISSING, item("a", "" + number)))
                .toArray(Difference[]::new);

        assertThat(repair(many)).isEqualTo(Map.of(Outcome.TOUCHED, 150L));
        assertThat(touched).hasSize(150).doesNotHaveDuplicates();
    }

    @Test
    void repair_tokenOfAnotherKind_isRefused() {
        VerifyRepair repair = new VerifyRepair(context(), this::touch, writer(), executor);
        RunToken touchToken = RunToken.draw(RunToken.Kind.TOUCH, new Random(1));

        assertThatThrownBy(() -> repair.repair(
                        List.<Difference>of().stream(),
                        touchToken,
                        bench.time.instant().plusSeconds(60)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void constructor_contextsOwnExecutor_isRefused() {
        VerifyContext context = context();

        assertThatThrownBy(() -> new VerifyRepair(context, this::touch, writer(), context.executor()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void repair_afterVerify_makesTablesEqual() throws Exception {
        Item missing = bench.putSource(item("a", "1"));
        Item different = bench.migrated(item("a", "2").with("X", string("x")));
        bench.put(migration.target(), stamped(item("a", "2"), migration.id(different)));
        Item gone = item("a", "3");
        bench.sync(gone.with("Also", AttributeValues.number(3)));
        bench.forward();
        bench.reverse();

        VerifyRepair repair = new VerifyRepair(
                context(),
                (source, token, deadline) -> {
                    bench.sync(source.equals(migration.id(missing)) ? missing : different);
                    return SourceRepair.Outcome.TOUCHED;
                },
                writer(),
                executor);
        assertThat(repair.repair(
                        bench.differences.list(Bench.RUN),
                        TOKEN,
                        bench.time.instant().plusSeconds(60)))
                .isEqualTo(Map.of(Outcome.TOUCHED, 2L, Outcome.DELETED, 2L));
        assertThat(bench.forward()).containsEntry("equal", 2L).doesNotContainKeys("missing", "different");
        assertThat(bench.reverse()).containsEntry("equal", 2L).doesNotContainKey("ghost");
    }

    private Map<Outcome, Long> repair(Difference... differences) throws OutOfTimeException {
        VerifyRepair repair = new VerifyRepair(context(), this::touch, writer(), executor);
        return repair.repair(
                Arrays.stream(differences), TOKEN, bench.time.instant().plus(Duration.ofMinutes(5)));
    }

    private SourceRepair.Outcome touch(SourceId source, RunToken token, Instant deadline) {
        touched.add(source.text() + token);
        return SourceRepair.Outcome.TOUCHED;
    }

    private DynamoDbClient intercepted(Runnable beforeDelete) {
        DynamoDbClient late = mock(DynamoDbClient.class);
        when(late.deleteItem(any(DeleteItemRequest.class))).thenAnswer(call -> {
            beforeDelete.run();
            return bench.client.deleteItem(call.<DeleteItemRequest>getArgument(0));
        });
        return late;
    }

    private VerifyContext context() {
        return bench.context(Bench.SETTINGS);
    }

    private GuardedWriter writer() {
        return new GuardedWriter(bench.client, migration.definition(), bench.control);
    }

    private Difference difference(Kind kind, Item source) {
        @Nullable SourceId nobody = null;
        TargetKey target = migration.key(source);
        return new Difference(kind, migration.id(source), nobody, target, new TreeSet<>());
    }
}

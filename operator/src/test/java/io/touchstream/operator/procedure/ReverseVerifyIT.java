package io.touchstream.operator.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.definition.MigrationLoader;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.operator.connection.Connection;
import io.touchstream.operator.procedure.ReverseVerify.Difference;
import io.touchstream.operator.procedure.ReverseVerify.Kind;
import io.touchstream.operator.procedure.ReverseVerify.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Judges items that lack their counterpart with good reason. */
class ReverseVerifyIT {
    private final long past = Instant.now().minusSeconds(60).getEpochSecond();
    private final long future = Instant.now().plusSeconds(3600).getEpochSecond();

    private final String name = "excused-" + UUID.randomUUID().toString().substring(0, 8);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source: {tables: {S: {partitionKey: {id: S}}}}\ntarget: {tables: {T: {partitionKey: {k: S}, timeToLive: expires}}}",
                "source: {tables: {S: {partitionKey: {id: S}, timeToLive: expires}}}\ntarget: {tables: {T: {partitionKey: {k: S}}}}",
                "source: {tables: {S: {partitionKey: {id: S}, timeToLive: expires}}}\nsync: {timeToLive: skip-expired}\n"
                        + "target: {tables: {T: {partitionKey: {k: S}, timeToLive: expires}}}",
            })
    void verify_oneSideHasRidItselfOfAnExpiredItem_isNoDifference(String tables) throws InterruptedException {
        try (Workspace workspace = workspace(tables)) {
            putTarget(workspace, "gone in the source", past);
            putSource(workspace, "gone in the target", past);

            assertThat(verify(workspace).differences()).isEmpty();

            putTarget(workspace, "never in the source", future);
            putSource(workspace, "deleted in the target", future);

            assertThat(verify(workspace).differences())
                    .extracting(Difference::kind)
                    .containsExactly(Kind.MISSING, Kind.GHOST);
        }
    }

    @Test
    void verify_deletesByTheServiceLeftAlone_allowsWhatTheTargetKept() throws InterruptedException {
        try (Workspace workspace = workspace("source: {tables: {S: {partitionKey: {id: S}}}}\n"
                + "sync: {timeToLive: ignore-service-deletes}\ntarget: {tables: {T: {partitionKey: {k: S}}}}")) {
            putTarget(workspace, "kept", past);

            assertThat(verify(workspace).differences()).isEmpty();
        }
    }

    @Test
    void verify_itemThatWasNotToBeTouched_isNoGhost() throws InterruptedException {
        try (Workspace workspace = workspace("source: {tables: {S: {partitionKey: {id: S}}}}\n"
                + "touch: {when: {id: {beginsWith: live}}}\ntarget: {tables: {T: {partitionKey: {k: S}}}}")) {
            putSource(workspace, "left behind", future);

            assertThat(verify(workspace).differences()).isEmpty();

            putSource(workspace, "live", future);

            assertThat(verify(workspace).differences())
                    .extracting(Difference::kind)
                    .containsExactly(Kind.GHOST);
        }
    }

    private Workspace workspace(String tables) {
        String named = tables.replace(" {S: ", " {" + source() + ": ").replace(" {T: ", " {" + target() + ": ");
        Workspace workspace = new Workspace(
                new Connection(EmbeddedDynamoDb.shared().endpoint(), null, null),
                MigrationLoader.parse(
                        "test.yaml",
                        "name: " + name + "\n" + named
                                + "\ntransform: {rules: [{set: {k: \"x#${id}\"}, remove: [id]}]}\n"),
                (item, version, images) -> "nowhere");
        Tables creator = new Tables(workspace.client());
        creator.ensureControl(workspace.control());
        workspace.definition().target().tables().forEach(creator::ensure);
        workspace
                .definition()
                .source()
                .tables()
                .keySet()
                .forEach(table -> creator.ensure(
                        table, workspace.definition().source().shapeOf(table).orElseThrow()));
        return workspace;
    }

    private static Report verify(Workspace workspace) throws InterruptedException {
        return new ReverseVerify(workspace, Duration.ZERO).verify(new Stop());
    }

    private void putSource(Workspace workspace, String id, long expires) {
        put(workspace, source(), Map.of("id", AttributeValue.fromS(id)), expires);
    }

    private void putTarget(Workspace workspace, String id, long expires) {
        put(workspace, target(), Map.of("k", AttributeValue.fromS("x#" + id)), expires);
    }

    private static void put(Workspace workspace, String table, Map<String, AttributeValue> key, long expires) {
        Map<String, AttributeValue> item = new HashMap<>(key);
        item.put("expires", AttributeValue.fromN(Long.toString(expires)));
        workspace.client().putItem(request -> request.tableName(table).item(item));
    }

    private String source() {
        return "S" + name;
    }

    private String target() {
        return "T" + name;
    }
}

package io.touchstream.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.item.AttributeValues;
import io.touchstream.item.ItemKey;
import io.touchstream.protocol.SourceId;
import io.touchstream.protocol.control.PendingCopies.Copy;
import io.touchstream.protocol.control.PendingCopies.Holder;
import io.touchstream.protocol.control.PendingCopies.Lot;
import io.touchstream.transformation.TargetKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class PendingCopiesIT {
    private static final Holder SEGMENT = new Holder("run", "COPY#Old#000001");
    private static final Holder ANOTHER = new Holder("run", "COPY#Old#000012");

    private final DynamoDbClient client = EmbeddedDynamoDb.shared().client();
    private final ControlTable control =
            new ControlTable(client, "control-" + UUID.randomUUID().toString().substring(0, 8));
    private final PendingCopies pending = new PendingCopies(control);

    PendingCopiesIT() {
        client.createTable(ControlTable.creation(control.name()));
    }

    @Test
    void find_lotsOfAHolder_areItsOwnUntilTheyAreCleared() {
        Lot first = pending.save(SEGMENT, List.of(copy("1")));
        Lot second = pending.save(SEGMENT, List.of(copy("2"), copy("3")));
        Lot others = pending.save(ANOTHER, List.of(copy("4")));

        assertThat(pending.find(SEGMENT))
                .isEqualTo(Map.of(first, List.of(copy("1")), second, List.of(copy("2"), copy("3"))));
        assertThat(pending.ofRun("run")).containsOnlyKeys(first, second, others);
        pending.clear(first);
        assertThat(pending.find(SEGMENT)).containsOnlyKeys(second);
    }

    /** A request that timed out may land after the next lot was stored. */
    @Test
    void save_requestOfAnEarlierLotLandsLate_leavesTheLaterOne() {
        Lot first = pending.save(SEGMENT, List.of(copy("1")));
        Map<String, AttributeValue> late = client.scan(request -> request.tableName(control.name()))
                .items()
                .get(0);
        pending.clear(first);
        Lot second = pending.save(SEGMENT, List.of(copy("2")));

        client.putItem(request -> request.tableName(control.name()).item(late));
        assertThat(pending.find(SEGMENT)).containsKey(second);
        pending.clear(first);
        assertThat(pending.find(SEGMENT)).containsOnlyKeys(second);
    }

    private static Copy copy(String id) {
        ItemKey key = new ItemKey(Map.of("id", AttributeValues.string(id)));
        return new Copy(SourceId.of("Old", key), new TargetKey("New", key));
    }
}

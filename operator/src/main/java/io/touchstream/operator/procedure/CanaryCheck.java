package io.touchstream.operator.procedure;

import io.touchstream.item.ItemKey;
import io.touchstream.operator.UnusableException;
import io.touchstream.protocol.RunToken;
import io.touchstream.touch.mark.Toucher;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * Makes sure that changes of a source table arrive, before its items are touched: one existing item is touched with a
 * canary token, and sync must report that token.
 *
 * <p>An empty table has nothing to touch, and needs no canary: what is written to it from now on is in the stream, which
 * is read from its oldest record.
 */
final class CanaryCheck {
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int PAGE = 20;

    private final Workspace workspace;
    private final Toucher toucher;
    private final Duration patience;

    CanaryCheck(Workspace workspace, Toucher toucher, Duration patience) {
        this.workspace = workspace;
        this.toucher = toucher;
        this.patience = patience;
    }

    /**
     * Sends a canary through a table's stream and waits for it.
     *
     * @return false where the end was asked for first
     * @throws UnusableException when it does not arrive in time
     */
    boolean pass(String table, Stop stop) throws InterruptedException {
        RunToken token = RunToken.draw(RunToken.Kind.CANARY, new SecureRandom());
        if (!release(table, token)) {
            return true;
        }
        Instant end = Instant.now().plus(patience);
        while (Instant.now().isBefore(end)) {
            // INVARIANT 1: no touch starts before a change was seen from end to end.
            if (workspace.canaries().wasSeen(token)) {
                return true;
            }
            if (stop.isAsked()) {
                return false;
            }
            Thread.sleep(STEP.toMillis());
        }
        throw new UnusableException("a canary change of table " + table + " did not arrive within "
                + patience.toSeconds() + " s: sync does not read its stream, or lags behind; nothing was touched");
    }

    private boolean release(String table, RunToken token) {
        TableDescription description = new Tables(workspace.client()).require(table);
        List<String> names =
                description.keySchema().stream().map(key -> key.attributeName()).toList();
        for (Map<String, AttributeValue> item : workspace
                .client()
                .scan(request -> request.tableName(table).limit(PAGE).consistentRead(true))
                .items()) {
            Map<String, AttributeValue> key = new TreeMap<>(item);
            key.keySet().retainAll(names);
            if (toucher.touchOne(table, new ItemKey(key), token) == Toucher.Outcome.TOUCHED) {
                return true;
            }
        }
        return false;
    }
}

package io.touchstream.operator.finish;

import io.touchstream.operator.service.Backups;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Backups in memory: each is under way when it is first looked at, and available from then on. */
final class FakeBackups implements Backups {
    final Map<String, State> states = new HashMap<>();
    final Map<String, String> exports = new HashMap<>();
    boolean dyingAfterCreation;
    /** Happens whenever somebody looks at a backup. */
    Runnable onLook = () -> {};

    int created;

    @Override
    public Optional<String> find(String table, String name) {
        String arn = arn(table, name);
        return Optional.of(arn).filter(states::containsKey);
    }

    @Override
    public String create(String table, String name) {
        created++;
        states.put(arn(table, name), State.UNDER_WAY);
        if (dyingAfterCreation) {
            dyingAfterCreation = false;
            throw new CompletionIT.Crash();
        }
        return arn(table, name);
    }

    @Override
    public State state(String backupArn) {
        onLook.run();
        State state = states.getOrDefault(backupArn, State.UNUSABLE);
        if (state == State.UNDER_WAY) {
            states.put(backupArn, State.AVAILABLE);
        }
        return state;
    }

    @Override
    public String export(String table, String bucket, String prefix, String token) {
        exports.put(token, table + " to " + bucket + "/" + prefix);
        return token;
    }

    @Override
    public State exportState(String exportArn) {
        return exports.containsKey(exportArn) ? State.AVAILABLE : State.UNUSABLE;
    }

    private static String arn(String table, String name) {
        return table + "/" + name;
    }
}

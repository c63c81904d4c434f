package io.touchstream.operator.procedure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Passes the sync function's warnings on for people, each text at most once in ten seconds, and remembers what kept sync
 * from finishing a batch last. Safe to share between threads.
 */
final class SyncWarnings implements Consumer<String> {
    private static final Duration APART = Duration.ofSeconds(10);
    private static final int MOST_TEXTS = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Consumer<String> display;
    private final Clock clock;
    private final Map<String, Instant> said = new HashMap<>();
    private @Nullable String obstacle;

    SyncWarnings(Consumer<String> display, Clock clock) {
        this.display = display;
        this.clock = clock;
    }

    /** Takes one line of the function's log. */
    @Override
    public void accept(String line) {
        JsonNode event = parsed(line);
        if (!"WARN".equals(event.path("level").asText())) {
            return;
        }
        switch (event.path("event").asText()) {
            case "unfinished" -> obstructed(event.path("obstacle").asText());
            case "quarantined" ->
                say("sync quarantined an item of table "
                        + event.path("sourceTable").asText() + ": "
                        + event.path("detail").asText());
            default -> say("sync: " + event.path("event").asText());
        }
    }

    /** Takes note of an invocation that failed as a whole. Its message stays out: it may hold an item's values. */
    void failed(Throwable failure) {
        obstructed(
                failure instanceof AwsServiceException service && service.awsErrorDetails() != null
                        ? service.awsErrorDetails().errorCode()
                        : failure.getClass().getSimpleName());
    }

    /** Returns what kept sync from finishing a batch last, if anything ever did. */
    synchronized Optional<String> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    private void obstructed(String text) {
        synchronized (this) {
            obstacle = text;
        }
        say("sync could not finish a batch: " + text);
    }

    private void say(String text) {
        if (isDue(text)) {
            display.accept(text);
        }
    }

    private synchronized boolean isDue(String text) {
        Instant now = clock.instant();
        Instant before = said.get(text);
        if (before != null && now.isBefore(before.plus(APART))) {
            return false;
        }
        if (said.size() >= MOST_TEXTS) {
            said.clear();
        }
        said.put(text, now);
        return true;
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException notJson) {
            return JSON.createObjectNode().put("level", "WARN").put("event", line);
        }
    }
}

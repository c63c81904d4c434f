package io.touchstream.operator.cutover;

import io.touchstream.operator.service.Mappings;
import io.touchstream.protocol.control.Directions;
import io.touchstream.protocol.control.SyncSwitch;
import io.touchstream.protocol.control.SyncSwitch.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

/**
 * Two event source mappings, one for each direction, that stand for the process which synchronises on this machine: it is the one that
 * is switched, so that a mapping is on, or off, only once it is.
 */
record SwitchMappings(SyncSwitch sync) implements Mappings {
    static final String FORWARD = "forward";
    static final String REVERSE = "reverse";

    @Override
    public Mapping find(String id) {
        Wish wish = sync.wish();
        boolean settled = wish.fulfilled() || wish.token().isEmpty();
        String state = isOn(id, wish.directions()) ? "Enabl" : "Disabl";
        return new Mapping(state + (settled ? "ed" : "ing"), Instant.EPOCH);
    }

    @Override
    public void switchTo(String id, boolean enabled) {
        Directions before = sync.wish().directions();
        boolean forward = id.equals(FORWARD) ? enabled : before.forward();
        boolean reverse = id.equals(REVERSE) ? enabled : before.reverse();
        Directions after = Arrays.stream(Directions.values())
                .filter(directions -> directions.forward() == forward && directions.reverse() == reverse)
                .findFirst()
                .orElseThrow();
        sync.want(after, Instant.now());
    }

    @Override
    public Duration longestInvocation(String id) {
        return Duration.ofSeconds(1);
    }

    private static boolean isOn(String id, Directions directions) {
        return Map.of(FORWARD, directions.forward(), REVERSE, directions.reverse())
                .getOrDefault(id, false);
    }
}

package io.touchstream.operator.service;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Event source mappings that take some looks to settle. */
public final class FakeMappings implements Mappings {
    /** What was asked for, as {@code id=true}. */
    public final List<String> switches = new ArrayList<>();

    public Duration longestInvocation = Duration.ofMinutes(5);

    private final Supplier<Instant> now;
    private final Map<String, Mapping> mappings = new LinkedHashMap<>();

    public FakeMappings(Supplier<Instant> now, Map<String, String> states) {
        this.now = now;
        states.forEach((id, state) -> mappings.put(id, new Mapping(state, Instant.EPOCH)));
    }

    @Override
    public Mapping find(String id) {
        Mapping seen = state(id);
        if (seen.state().endsWith("abling")) {
            mappings.put(id, new Mapping(seen.state().replace("abling", "abled"), now.get()));
        }
        return seen;
    }

    /** Returns how a mapping stands, without any time going by. */
    public Mapping state(String id) {
        Mapping mapping = mappings.get(id);
        if (mapping == null) {
            throw new IllegalArgumentException("no mapping " + id);
        }
        return mapping;
    }

    @Override
    public void switchTo(String id, boolean enabled) {
        switches.add(id + "=" + enabled);
        mappings.put(id, new Mapping(enabled ? "Enabling" : "Disabling", now.get()));
    }

    @Override
    public Duration longestInvocation(String id) {
        return longestInvocation;
    }
}

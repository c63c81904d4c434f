package io.touchstream.sync.report;

import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Names this instance of the function. The name is drawn at the first batch: what is drawn earlier is shared by all
 * instances that are restored from one snapshot. Safe to share between threads.
 */
public final class InstanceName implements Supplier<String> {
    private @Nullable String name;

    /** Returns the name, the same one every time. */
    @Override
    public synchronized String get() {
        if (name == null) {
            name = UUID.randomUUID().toString();
        }
        return name;
    }
}

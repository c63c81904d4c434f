package io.touchstream.touch.verify;

import io.touchstream.protocol.control.Differences;
import io.touchstream.protocol.control.Differences.Difference;
import io.touchstream.protocol.control.Differences.Kind;
import java.util.List;

/**
 * Stores the differences of one segment, up to a bound. What has expired is no fault and is only counted. Not safe to
 * share between threads.
 */
public final class DifferenceLog {
    private final Differences differences;
    private final String run;
    private final int maximum;
    private long listed;

    /** Makes the log of one segment; so many of its differences were stored before. */
    public DifferenceLog(Differences differences, String run, int maximum, long listedBefore) {
        this.differences = differences;
        this.run = run;
        this.maximum = maximum;
        this.listed = listedBefore;
    }

    /** Stores differences, or counts them as not stored. */
    public void store(List<Difference> found, Counts counts) {
        for (Difference difference : found) {
            if (difference.kind() == Kind.EXPIRED) {
                continue;
            }
            if (listed >= maximum) {
                counts.add(CountNames.UNLISTED);
                continue;
            }
            differences.add(run, difference);
            listed++;
            counts.add(CountNames.LISTED);
        }
    }
}

package io.touchstream.operator.planning;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.SyncDefinition.GuardKind;
import io.touchstream.definition.TouchDefinition.Lane;
import io.touchstream.definition.WarmThroughput;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Says what a volume takes, on demand: units, time and money of each lane with each guard. The application's own traffic, and
 * what Lambda, Step Functions and CloudWatch ask for, are not in it.
 *
 * <p>With the ledger, a put and its row are one transaction, which is billed twice: 2n + 2 units for an item of n kilobytes
 * (docs/benchmarks.md). Index entries are written outside of it, once.
 */
final class Estimator {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final double GIGABYTE = 1024.0 * 1024 * 1024;

    private final MigrationDefinition definition;
    private final Prices prices;
    private final long unitsPerSecond;

    /**
     * Creates it.
     *
     * @param unitsPerSecond the write units a second for which times are asked; 0 for the definition's, or, where that has none,
     *     what a new on-demand table takes
     */
    Estimator(MigrationDefinition definition, Prices prices, long unitsPerSecond) {
        this.definition = definition;
        this.prices = prices;
        long own = definition.touch().maxWriteUnitsPerSecond();
        long otherwise = own > 0 ? own : WarmThroughput.DEFAULT_WRITES;
        this.unitsPerSecond = unitsPerSecond > 0 ? unitsPerSecond : otherwise;
    }

    Estimate estimate(Volume volume) {
        List<LaneEstimate> lanes = new ArrayList<>();
        if (definition.inPlace() != null) {
            return estimate(volume, List.of(inPlace(volume)), Scale.scanUnits(volume.sourceBytes()));
        }
        for (Lane lane : Lane.values()) {
            for (GuardKind guard : GuardKind.values()) {
                lanes.add(lane(volume, lane, guard));
            }
        }
        lanes.sort(Comparator.comparing((LaneEstimate lane) -> !isOwn(lane)));
        double forward = Scale.scanUnits(volume.sourceBytes()) + volume.targetReadUnits();
        double reverse = Scale.scanUnits(volume.targetBytes()) + volume.sourceReadUnits();
        return estimate(volume, lanes, forward + reverse);
    }

    private LaneEstimate inPlace(Volume volume) {
        double reads = Scale.scanUnits(volume.sourceBytes());
        return new LaneEstimate(
                "in-place",
                "conditions",
                Math.round(volume.touchUnits()),
                0,
                0,
                Math.round(reads),
                Duration.ofSeconds((long) Math.ceil(volume.touchUnits() / unitsPerSecond)),
                money(volume.touchUnits(), prices.writeUnitsPerMillion())
                        .add(money(reads, prices.readUnitsPerMillion())));
    }

    private Estimate estimate(Volume volume, List<LaneEstimate> lanes, double verify) {
        return new Estimate(
                Math.round(volume.items()),
                Math.round(volume.sourceBytes()),
                Math.round(volume.images()),
                Math.round(volume.targetBytes()),
                unitsPerSecond,
                lanes,
                Math.round(verify),
                money(verify, prices.readUnitsPerMillion()),
                monthly(volume.targetBytes(), prices.storageGigabyteMonth()),
                monthly(volume.targetBytes(), prices.pointInTimeRecoveryGigabyteMonth()),
                monthly(volume.sourceBytes(), prices.backupGigabyteMonth()),
                prices);
    }

    private LaneEstimate lane(Volume volume, Lane lane, GuardKind guard) {
        boolean ledger = guard == GuardKind.LEDGER;
        double source = lane == Lane.TOUCH ? volume.touchUnits() : 0;
        double target = (ledger ? 2 : 1) * volume.putUnits() + volume.indexUnits();
        double control = ledger ? 2 * volume.images() : 0;
        double check = lane == Lane.COPY ? volume.sourceReadUnits() + volume.targetReadUnits() : 0;
        double reads = Scale.scanUnits(volume.sourceBytes()) + check;
        // Touches and puts run side by side; the rate is the touches', or the copies'. A new target has a rate of its
        // own.
        double paced = lane == Lane.TOUCH ? source : target + control;
        double seconds = Math.max(paced / unitsPerSecond, target / targetUnitsPerSecond());
        return new LaneEstimate(
                text(lane),
                text(guard),
                Math.round(source),
                Math.round(target),
                Math.round(control),
                Math.round(reads),
                Duration.ofSeconds((long) Math.ceil(seconds)),
                money(source + target + control, prices.writeUnitsPerMillion())
                        .add(money(reads, prices.readUnitsPerMillion())));
    }

    private double targetUnitsPerSecond() {
        return definition.target().tables().values().stream()
                .mapToDouble(table -> {
                    WarmThroughput warm = table.warmThroughput();
                    return warm == null ? WarmThroughput.DEFAULT_WRITES : warm.writeUnitsPerSecond();
                })
                .sum();
    }

    private boolean isOwn(LaneEstimate lane) {
        return lane.lane().equals(text(definition.touch().lane()))
                && lane.guard().equals(text(definition.sync().guard()));
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static BigDecimal money(double units, BigDecimal perMillion) {
        return rounded(BigDecimal.valueOf(units).multiply(perMillion).divide(MILLION, MathContext.DECIMAL64));
    }

    private static BigDecimal monthly(double bytes, BigDecimal perGigabyte) {
        return rounded(BigDecimal.valueOf(bytes / GIGABYTE).multiply(perGigabyte));
    }

    private static BigDecimal rounded(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.UP);
    }
}

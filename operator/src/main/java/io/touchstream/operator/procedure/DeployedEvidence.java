package io.touchstream.operator.procedure;

import io.touchstream.operator.deployed.Deployment;
import io.touchstream.operator.deployed.Measure;
import io.touchstream.operator.service.Mappings;
import io.touchstream.operator.service.Mappings.Mapping;
import io.touchstream.protocol.control.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tells by a stack's event source mappings that a quiet stream was being read: the mapping is on, was not changed so late that
 * records could have been lost before, and no record that it delivered since was old. A mapping whose function fails delivers
 * records again and again, which grow old.
 */
public final class DeployedEvidence implements ConsumerWatch.Evidence {
    private final Deployment deployment;
    private final Mappings mappings;

    public DeployedEvidence(Deployment deployment, Mappings mappings) {
        this.deployment = deployment;
        this.mappings = mappings;
    }

    @Override
    public Optional<Instant> settledUpTo(String table, Instant settled, Instant now) {
        String id = deployment.stack().mappings().get(table);
        if (id == null) {
            return Optional.empty();
        }
        Mapping mapping = mappings.find(id);
        if (!mapping.isEnabled() || Retention.mayHaveEnded(settled, mapping.since())) {
            return Optional.empty();
        }
        List<Measure> ages = deployment.stack().syncFunctions().stream()
                .map(Measure::iteratorAge)
                .toList();
        double oldestMillis = deployment.measure(ages, settled, now).values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        Duration oldest = Duration.ofMillis(Math.round(oldestMillis));
        return Retention.isNearlyOver(oldest) ? Optional.empty() : Optional.of(now.minus(oldest));
    }
}

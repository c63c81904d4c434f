package io.touchstream.protocol.write;

import io.touchstream.protocol.Provenance;
import io.touchstream.protocol.write.WriteResult.Outcome;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Tells why a condition failed, from the item that it met. */
final class Refusal {
    private Refusal() {}

    static WriteResult classify(GuardedWrite write, Map<String, AttributeValue> met) {
        if (met.isEmpty()) {
            // Only what asks for an exact version is refused by an absent item.
            return WriteResult.of(Outcome.DELETED);
        }
        Optional<Provenance> provenance = Provenance.of(met);
        return provenance
                .map(found -> new WriteResult(outcome(write, found), found))
                .orElseGet(() -> WriteResult.of(Outcome.APPLICATION_OWNED));
    }

    private static Outcome outcome(GuardedWrite write, Provenance found) {
        if (!found.source().equals(write.provenance().source())) {
            return Outcome.OTHER_SOURCE;
        }
        boolean older = found.version().compareTo(write.provenance().version()) < 0;
        return older ? Outcome.PRESENT : Outcome.STALE;
    }
}

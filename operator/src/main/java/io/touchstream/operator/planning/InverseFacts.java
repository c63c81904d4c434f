package io.touchstream.operator.planning;

import io.touchstream.definition.MigrationDefinition;
import io.touchstream.item.KeySchema;
import io.touchstream.touch.inplace.Backward;
import io.touchstream.touch.segment.TableKeys;
import io.touchstream.transform.Invertibility;
import io.touchstream.transformation.InverseTransformation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Says how far each rule can be undone, before somebody depends on it. */
final class InverseFacts {
    private final MigrationDefinition definition;

    InverseFacts(MigrationDefinition definition) {
        this.definition = definition;
    }

    /**
     * Returns a verdict for each rule.
     *
     * @param sources the source tables' descriptions
     */
    List<Fact> of(Map<String, TableDescription> sources) {
        if (definition.inPlace() != null) {
            return List.of(inPlace());
        }
        Map<String, KeySchema> keys = new LinkedHashMap<>();
        sources.forEach((table, description) -> keys.put(table, TableKeys.of(description)));
        return InverseTransformation.load(definition, keys).verdicts().stream()
                .map(InverseFacts::fact)
                .toList();
    }

    private Fact inPlace() {
        String name = "in place";
        Optional<String> obstacle = Backward.obstacle(definition);
        if (obstacle.isPresent()) {
            return Fact.attention(name, "cannot be changed back", obstacle.get());
        }
        Set<String> lost = Backward.notKept(definition);
        return lost.isEmpty()
                ? Fact.fine(name, "items can be changed back")
                : Fact.attention(
                        name,
                        "items can be changed back, without " + String.join(", ", lost),
                        "what those held before does not come back: let rules set attributes that no item has yet");
    }

    private static Fact fact(Invertibility verdict) {
        String state =
                verdict.kind().text() + (verdict.notes().isEmpty() ? "" : ": " + String.join("; ", verdict.notes()));
        return switch (verdict.kind()) {
            case INVERTIBLE, WITH_PRESENT_SOURCE -> Fact.fine(verdict.label(), state);
            case WITH_PROVENANCE ->
                Fact.attention(verdict.label(), state, "what the application creates cannot go back");
            case NOT_INVERTIBLE ->
                Fact.attention(
                        verdict.label(),
                        state,
                        "name a class that undoes it at transform.inverse.java, or plan without");
        };
    }
}

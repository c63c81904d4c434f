package io.touchstream.machine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Completes the state machine's definition, {@code run.asl.json}, with the tables of a migration.
 *
 * <p>What is known at deployment only (ARNs, mappings) stays in it as {@code ${Name}}, for CloudFormation to fill in.
 */
public final class RunDefinition {
    private static final String RESOURCE = "run.asl.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> sources;
    private final List<String> targets;
    private final boolean inPlace;

    private RunDefinition(Collection<String> sources, Collection<String> targets, boolean inPlace) {
        this.sources = List.copyOf(sources);
        this.targets = List.copyOf(targets);
        this.inPlace = inPlace;
    }

    /** Creates it for a migration from tables to others. */
    public static RunDefinition of(Collection<String> sources, Collection<String> targets) {
        return new RunDefinition(sources, targets, false);
    }

    /** Creates it for a migration that changes tables where they are: no stream to prove, nothing to copy. */
    public static RunDefinition inPlace(Collection<String> tables) {
        return new RunDefinition(tables, List.of(), true);
    }

    /** Returns the definition as JSON. */
    public String json() {
        try (InputStream resource = Objects.requireNonNull(RunDefinition.class.getResourceAsStream(RESOURCE))) {
            ObjectNode definition = (ObjectNode) JSON.readTree(resource);
            ObjectNode states = (ObjectNode) definition.get("States");
            plan(states, "PlanTouch", works(SegmentFunction.TOUCH, "TOUCH", sources));
            plan(states, "PlanCopy", works(SegmentFunction.COPY, "COPY", sources));
            plan(states, "PlanUntouch", works(SegmentFunction.UNTOUCH, "UNTOUCH", sources));
            ArrayNode verify = works(SegmentFunction.VERIFY, "VERIFY_SOURCE", sources);
            verify.addAll(works(SegmentFunction.VERIFY, "VERIFY_TARGET", targets));
            plan(states, "PlanVerify", verify);
            if (inPlace) {
                leaveOutStreams(states);
            }
            return compact(definition);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A job that there is no function for is refused as the input's mistake. */
    private static void leaveOutStreams(ObjectNode states) {
        states.remove(List.of("PlanCopy", "ProveStreams"));
        ((ObjectNode) states.get("PlanTouch")).put("Next", "Begin");
        Iterator<JsonNode> jobs = states.get("WhichJob").get("Choices").iterator();
        while (jobs.hasNext()) {
            if (jobs.next().get("Next").asText().equals("PlanCopy")) {
                jobs.remove();
            }
        }
    }

    /** Returns the name that stands for the mapping of a source table. */
    public static String mappingName(String table) {
        return "Mapping" + Names.logical(table);
    }

    private void plan(ObjectNode states, String state, ArrayNode work) {
        ObjectNode plan = JSON.createObjectNode();
        ArrayNode streams = plan.putArray("streams");
        for (String source : inPlace ? List.<String>of() : sources) {
            streams.addObject().put("table", source).put("mapping", "${" + mappingName(source) + "}");
        }
        plan.set("work", work);
        ((ObjectNode) states.get(state)).set("Result", plan);
    }

    private static ArrayNode works(SegmentFunction function, String job, List<String> tables) {
        ArrayNode works = JSON.createArrayNode();
        for (String table : tables) {
            works.addObject()
                    .put("function", "${" + function.id() + "}")
                    .put("job", job)
                    .put("table", table);
        }
        return works;
    }

    private static String compact(ObjectNode definition) throws JsonProcessingException {
        return JSON.writeValueAsString(definition);
    }
}

package io.touchstream.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.touchstream.machine.interpreter.Machine;
import io.touchstream.machine.interpreter.Machine.Failure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Executes the state machine from the synthesised template itself, against functions that do as they are told. */
class RunExecutionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RESOURCE = "arn:${Partition}:states:::";

    private final Synthesised stack = Synthesised.of(Synthesised.MERGE);
    private final Fakes fakes = new Fakes();
    private final Machine machine = machine(fakes);

    @Test
    void touch_segmentsOfTwoSources_areLoopedUntilDone() throws Exception {
        fakes.rounds.put("Web/1", 3);

        machine.execute(definition(), input("TOUCH", 2));

        assertThat(fakes.done).containsExactlyInAnyOrder("Web/0", "Web/1", "Shop/0", "Shop/1");
        assertThat(fakes.calls)
                .containsExactly(
                        "Touch TOUCH Web/0 of 2",
                        "Touch TOUCH Web/1 of 2",
                        "Touch TOUCH Web/1 of 2",
                        "Touch TOUCH Web/1 of 2",
                        "Touch TOUCH Shop/0 of 2",
                        "Touch TOUCH Shop/1 of 2");
        assertThat(machine.concurrency()).containsExactly(7, 7);
    }

    @Test
    void touch_aThousandSegments_areAllWorkedOn() throws Exception {
        machine.execute(definition(), input("TOUCH", 1000));

        assertThat(fakes.done).hasSize(2000);
    }

    @Test
    void verify_bothDirections_readSourcesAndTargetsWithOneFunction() throws Exception {
        machine.execute(definition(), input("VERIFY", 1));

        assertThat(fakes.calls)
                .containsExactly(
                        "Verify VERIFY_SOURCE Web/0 of 1",
                        "Verify VERIFY_SOURCE Shop/0 of 1",
                        "Verify VERIFY_TARGET All/0 of 1");
        assertThat(machine.entered()).doesNotContainKey("ProveStreams");
    }

    @Test
    void copyAndUntouch_haveFunctionsOfTheirOwn() throws Exception {
        machine.execute(definition(), input("COPY", 1));
        machine(fakes).execute(definition(), input("UNTOUCH", 1));

        assertThat(fakes.calls)
                .containsExactly(
                        "Copy COPY Web/0 of 1",
                        "Copy COPY Shop/0 of 1",
                        "Untouch UNTOUCH Web/0 of 1",
                        "Untouch UNTOUCH Shop/0 of 1");
        assertThat(fakes.canaries).containsExactly("Web", "Web", "Shop", "Shop");
    }

    @Test
    void touch_mappingStillBeingCreated_isWaitedFor() throws Exception {
        fakes.mappingStates.addAll(List.of("Creating", "Updating", "Enabled"));

        machine.execute(definition(), input("TOUCH", 1));

        assertThat(machine.pauses()).startsWith("wait 10", "wait 10");
        assertThat(fakes.done).hasSize(2);
    }

    @Test
    void touch_mappingDisabled_touchesNothing() throws Exception {
        fakes.mappingStates.add("Disabled");

        assertThat(failure(input("TOUCH", 1))).isEqualTo("MappingNotEnabled");
        assertThat(fakes.calls).isEmpty();
        assertThat(fakes.canaries).containsOnly("Shop");
    }

    @Test
    void touch_mappingNeverEnabled_endsAfterTenMinutes() throws Exception {
        fakes.mappingStates.addAll(Collections.nCopies(1000, "Enabling"));

        assertThat(failure(input("TOUCH", 1))).isEqualTo("MappingNotEnabled");
        assertThat(Collections.frequency(machine.pauses(), "wait 10")).isEqualTo(2 * 60);
        assertThat(fakes.calls).isEmpty();
    }

    @Test
    void touch_canaryLate_isAskedForAgainWithItsOwnAnswer() throws Exception {
        fakes.canaryRounds = 3;

        machine.execute(definition(), input("TOUCH", 1));

        assertThat(fakes.canaries).containsExactly("Web", "Web", "Web", "Shop", "Shop", "Shop");
        assertThat(fakes.tokens).hasSize(2);
        assertThat(fakes.done).hasSize(2);
    }

    @Test
    void touch_canaryNeverSeen_touchesNothing() throws Exception {
        fakes.canaryRounds = Integer.MAX_VALUE;

        assertThat(failure(input("TOUCH", 1))).isEqualTo("CanaryNotSeen");
        assertThat(fakes.calls).isEmpty();
    }

    @Test
    void work_lambdaFaults_areTriedAgain() throws Exception {
        fakes.faults("Web/0", "Lambda.TooManyRequestsException", 4);
        fakes.faults("Web/0", "software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException", 5);

        machine.execute(definition(), input("TOUCH", 1));

        assertThat(retries()).isEqualTo(9);
        assertThat(fakes.done).containsExactlyInAnyOrder("Web/0", "Shop/0");
    }

    @Test
    void work_oneSegmentFailsForGood_othersGoOnAndTheRunFails() throws Exception {
        fakes.faults("Web/1", "java.lang.IllegalStateException", 6);

        assertThat(failure(input("TOUCH", 3))).isEqualTo("SegmentsFailed");
        assertThat(fakes.done).containsExactlyInAnyOrder("Web/0", "Web/2", "Shop/0", "Shop/1", "Shop/2");
    }

    @Test
    void work_markerTaken_isNotTriedAgain() throws Exception {
        fakes.faults("Web/0", "io.touchstream.touch.mark.MarkerTakenException", 1);

        assertThat(failure(input("TOUCH", 1))).isEqualTo("SegmentsFailed");
        assertThat(retries()).isZero();
    }

    @Test
    void run_startedAgainAfterAFailure_goesOnWhereEachSegmentWas() throws Exception {
        fakes.rounds.put("Shop/0", 5);
        fakes.faults("Web/1", "java.lang.IllegalStateException", 6);
        assertThat(failure(input("TOUCH", 2))).isEqualTo("SegmentsFailed");
        fakes.calls.clear();

        machine(fakes).execute(definition(), input("TOUCH", 2));

        assertThat(fakes.done).hasSize(4);
        assertThat(fakes.calls).as("what is done answers at once").hasSize(4);
    }

    @Test
    void input_wrong_isRefused() throws Exception {
        assertThat(failure(input("DROP", 1))).isEqualTo("InvalidInput");
        assertThat(failure(input("TOUCH", 0))).isEqualTo("InvalidInput");
        assertThat(failure(input("TOUCH", 1001))).isEqualTo("InvalidInput");
        assertThat(failure(input("TOUCH", 1).put("maxConcurrency", 0))).isEqualTo("InvalidInput");
        assertThat(failure(input("TOUCH", 1).without("run"))).isEqualTo("InvalidInput");
        assertThat(fakes.canaries).isEmpty();
    }

    private static Machine machine(Fakes fakes) {
        return new Machine(fakes, seconds -> {});
    }

    private long retries() {
        return machine.pauses().stream()
                .filter(pause -> pause.startsWith("retry"))
                .count();
    }

    private String failure(JsonNode input) throws Exception {
        return catchThrowableOfType(Failure.class, () -> machine.execute(definition(), input))
                .error();
    }

    private JsonNode definition() throws JsonProcessingException {
        return JSON.readTree(stack.properties("AWS::StepFunctions::StateMachine", "Run")
                .get("DefinitionString")
                .asText());
    }

    private static ObjectNode input(String job, int segments) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("run", "t-1")
                .put("job", job)
                .put("totalSegments", segments)
                .put("maxConcurrency", 7);
    }

    /** The functions, and Lambda's own API. Keeps each segment's progress, as the control table does. */
    private static final class Fakes implements Machine.Tasks {
        final Map<String, Integer> rounds = new HashMap<>();
        final Map<String, List<String>> faults = new HashMap<>();
        final List<String> mappingStates = new ArrayList<>();
        final List<String> calls = new ArrayList<>();
        final List<String> canaries = new ArrayList<>();
        final Set<String> tokens = new HashSet<>();
        final Set<String> done = new HashSet<>();
        final Map<String, Integer> asked = new HashMap<>();
        int canaryRounds = 2;

        void faults(String segment, String error, int times) {
            faults.computeIfAbsent(segment, name -> new ArrayList<>()).addAll(Collections.nCopies(times, error));
        }

        @Override
        public JsonNode run(String resource, JsonNode parameters) throws Failure {
            if (resource.equals(RESOURCE + "aws-sdk:lambda:getEventSourceMapping")) {
                assertThat(parameters.get("Uuid").asText()).matches("\\$\\{Mapping(Web|Shop)}");
                String state = mappingStates.isEmpty() ? "Enabled" : mappingStates.remove(0);
                return JsonNodeFactory.instance.objectNode().put("State", state);
            }
            assertThat(resource).isEqualTo(RESOURCE + "lambda:invoke");
            String function = parameters.get("FunctionName").asText().replaceAll("[${}]", "");
            ObjectNode response = JsonNodeFactory.instance.objectNode().put("StatusCode", 200);
            JsonNode payload = parameters.get("Payload");
            return response.set("Payload", function.equals("Canary") ? canary(payload) : work(function, payload));
        }

        private JsonNode canary(JsonNode payload) {
            String table = payload.get("table").asText();
            canaries.add(table);
            String token = payload.has("token") ? payload.get("token").asText() : "c-" + canaries.size();
            tokens.add(token);
            boolean seen = asked.merge(token, 1, Integer::sum) >= canaryRounds;
            return JsonNodeFactory.instance.objectNode().put("seen", seen).put("token", token);
        }

        private JsonNode work(String function, JsonNode request) throws Failure {
            String segment =
                    request.get("table").asText() + "/" + request.get("segment").asInt();
            List<String> pending = faults.getOrDefault(segment, List.of());
            if (!pending.isEmpty()) {
                throw new Failure(pending.remove(0), "as told");
            }
            calls.add(function + " " + request.get("job").asText() + " " + segment + " of "
                    + request.get("totalSegments").asInt());
            int left = rounds.merge(segment, -1, (before, one) -> before + one);
            if (left <= 0) {
                done.add(segment);
            }
            return JsonNodeFactory.instance.objectNode().put("done", left <= 0).putNull("cursor");
        }
    }
}

package io.touchstream.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.touchstream.machine.interpreter.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A migration whose target is its source: the segments' functions, and nothing that would synchronise. */
class InPlaceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TABLE = "arn:${Partition}:dynamodb:${Region}:${AccountId}:table/Old";

    private final Synthesised stack = Synthesised.inPlace();
    private final List<String> calls = new ArrayList<>();

    @Test
    void stack_createsNoTargetAndNoSync() {
        assertThat(stack.resources("AWS::DynamoDB::Table")).containsOnlyKeys("Control");
        assertThat(stack.resources("AWS::Lambda::Function")).containsOnlyKeys("Touch", "Verify", "Untouch");
        assertThat(stack.resources("AWS::Lambda::EventSourceMapping")).isEmpty();
        assertThat(stack.resources("Custom::SourceStream")).isEmpty();
    }

    @Test
    void rights_onlyTouchAndUntouchUpdateTheTable() {
        assertThat(actions("TouchRole")).contains("dynamodb:UpdateItem").doesNotContain("dynamodb:PutItem");
        assertThat(actions("UntouchRole")).contains("dynamodb:UpdateItem");
        assertThat(actions("VerifyRole"))
                .containsExactly("dynamodb:BatchGetItem", "dynamodb:DescribeTable", "dynamodb:Scan");
        stack.resources("AWS::IAM::Role")
                .keySet()
                .forEach(role -> assertThat(stack.statements(role))
                        .as(role)
                        .noneMatch(statement -> statement.path("Sid").asText().equals("Target")));
    }

    @Test
    void outputs_nothingToSwitchAndTheRolesThatWrite() {
        assertThat(output("EventSourceMappings")).isEqualTo("{}");
        assertThat(output("ReverseEventSourceMappings")).isEqualTo("{}");
        assertThat(output("SourceWriterRoles")).isEqualTo("[\"TouchRole.Arn\",\"UntouchRole.Arn\"]");
        assertThat(output("TargetWriterRoles")).isEqualTo("[]");
        assertThat(stack.template().findOutputs("*")).doesNotContainKey("SyncFunctionName");
    }

    @Test
    void alarms_ofNoConsumerAndOfNoTableThatIsLeft() {
        assertThat(stack.resources("AWS::CloudWatch::Alarm"))
                .containsOnlyKeys(
                        "Quarantined",
                        "TouchErrors",
                        "VerifyErrors",
                        "UntouchErrors",
                        "RunFailed",
                        "ThrottledOld",
                        "ThrottledIndexesOld");
    }

    @Test
    void machine_runsTheSegmentsAndProvesNoStream() throws Exception {
        execute("TOUCH");
        execute("VERIFY");
        execute("UNTOUCH");

        assertThat(calls)
                .containsExactly("${Touch} TOUCH Old", "${Verify} VERIFY_SOURCE Old", "${Untouch} UNTOUCH Old");
        assertThatThrownBy(() -> execute("COPY"))
                .isInstanceOfSatisfying(
                        Machine.Failure.class,
                        failure -> assertThat(failure.error()).isEqualTo("InvalidInput"));
    }

    @Test
    void machine_everyNameInIt_isFilledIn() {
        JsonNode machine = stack.properties("AWS::StepFunctions::StateMachine", "Run");
        Set<String> names = Pattern.compile("\\$\\{(\\w+)}")
                .matcher(machine.get("DefinitionString").asText())
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(names).containsExactly("Partition", "Touch", "Untouch", "Verify");
        names.forEach(name ->
                assertThat(machine.get("DefinitionSubstitutions").has(name)).isTrue());
    }

    private void execute(String job) throws Exception {
        ObjectNode input = JSON.createObjectNode()
                .put("run", "t-1")
                .put("job", job)
                .put("totalSegments", 1)
                .put("maxConcurrency", 1);
        JsonNode definition = JSON.readTree(stack.properties("AWS::StepFunctions::StateMachine", "Run")
                .get("DefinitionString")
                .asText());
        new Machine(this::invoke, seconds -> {}).execute(definition, input);
    }

    private JsonNode invoke(String resource, JsonNode parameters) {
        JsonNode request = parameters.get("Payload");
        calls.add(parameters.get("FunctionName").asText() + " "
                + request.get("job").asText() + " " + request.get("table").asText());
        return JSON.createObjectNode().set("Payload", JSON.createObjectNode().put("done", true));
    }

    private List<String> actions(String role) {
        return stack.statements(role)
                .filter(statement -> Synthesised.elements(statement.get("Resource"))
                        .anyMatch(resource -> Intrinsics.text(resource).equals(TABLE)))
                .flatMap(statement -> Synthesised.elements(statement.get("Action")))
                .map(JsonNode::asText)
                .toList();
    }

    private String output(String name) {
        return Intrinsics.text(stack.json().at("/Outputs/" + name + "/Value"));
    }
}

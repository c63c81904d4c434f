package io.touchstream.operator.cutover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.touchstream.operator.UnusableException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the policy that denies everybody but us every write of items. Whatever a policy said before, it goes on saying.
 *
 * <p>Transactions are authorised by the actions of what is in them, so they need no mention. Source: DynamoDB developer guide,
 * "Using IAM with DynamoDB transactions". Deletes by time to live ask no policy.
 */
final class FencePolicy {
    static final String STATEMENT_ID = "TouchstreamFence";

    private static final String STATEMENT = "Statement";
    private static final String ID = "Sid";
    private static final String PRINCIPAL = "aws:PrincipalArn";
    private static final List<String> WRITES = List.of(
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:PartiQLInsert",
            "dynamodb:PartiQLUpdate",
            "dynamodb:PartiQLDelete");

    private static final ObjectMapper JSON = new ObjectMapper();

    private FencePolicy() {}

    /**
     * Returns a policy with the fence.
     *
     * @param before the policy that the table has; null for none
     * @param ours the ARNs, or patterns of ARNs, of the principals that may write on
     */
    static String with(@Nullable String before, String tableArn, List<String> ours) {
        ObjectNode policy = before == null ? empty() : parse(before);
        ArrayNode statements = statements(policy);
        ObjectNode fence = statements.addObject();
        fence.put(ID, STATEMENT_ID).put("Effect", "Deny").put("Principal", "*");
        WRITES.forEach(fence.putArray("Action")::add);
        fence.put("Resource", tableArn);
        // Where a request has no such key, as that of a service, this holds too: it is denied.
        ArrayNode exempt = fence.putObject("Condition").putObject("ArnNotLike").putArray(PRINCIPAL);
        ours.forEach(exempt::add);
        return policy.toString();
    }

    /** Tells whether a policy has the fence in it. */
    static boolean isIn(String policy) {
        for (JsonNode statement : statements(parse(policy))) {
            if (statement.path(ID).asText().equals(STATEMENT_ID)) {
                return true;
            }
        }
        return false;
    }

    /** Returns a policy without the fence; nothing where it says nothing else. */
    static Optional<String> without(String policy) {
        ObjectNode left = parse(policy);
        ArrayNode statements = statements(left);
        for (int index = statements.size() - 1; index >= 0; index--) {
            if (statements.get(index).path(ID).asText().equals(STATEMENT_ID)) {
                statements.remove(index);
            }
        }
        return statements.isEmpty() ? Optional.empty() : Optional.of(left.toString());
    }

    /** Tells whether two policies say the same, however they are laid out. */
    static boolean areSame(String one, String other) {
        return normal(one).equals(normal(other));
    }

    private static ObjectNode normal(String text) {
        ObjectNode policy = parse(text);
        statements(policy);
        return policy;
    }

    private static ObjectNode empty() {
        ObjectNode policy = JSON.createObjectNode().put("Version", "2012-10-17");
        policy.putArray(STATEMENT);
        return policy;
    }

    /** Returns the statements; a policy may hold a single one without a list. */
    private static ArrayNode statements(ObjectNode policy) {
        if (policy.path(STATEMENT) instanceof ArrayNode statements) {
            return statements;
        }
        ArrayNode list = JSON.createArrayNode();
        if (policy.has(STATEMENT)) {
            list.add(policy.get(STATEMENT));
        }
        policy.set(STATEMENT, list);
        return list;
    }

    private static ObjectNode parse(String policy) {
        try {
            if (JSON.readTree(policy) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException notJson) {
            throw new UnusableException("a table's resource policy is not JSON, and was left as it is");
        }
        throw new UnusableException("a table's resource policy is not a JSON object, and was left as it is");
    }
}

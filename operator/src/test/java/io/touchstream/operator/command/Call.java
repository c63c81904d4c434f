package io.touchstream.operator.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One request to DynamoDB on its way, as far as it matters for telling what it is about. */
record Call(String operation, JsonNode body) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> WRITES = Set.of("PutItem", "UpdateItem", "DeleteItem");

    /**
     * Reads a request.
     *
     * @param target the header that names the operation behind a dot
     */
    static Call of(String target, byte[] body) throws IOException {
        return new Call(target.substring(target.indexOf('.') + 1), MAPPER.readTree(body));
    }

    /** Tells whether it is that operation on that table. */
    boolean is(String wanted, String table) {
        return operation.equals(wanted) && table.equals(text("TableName"));
    }

    /** Tells whether it writes one row of a control table. Each of its two key parts must begin as given. */
    boolean writesRow(String table, String partition, String sort) {
        if (!WRITES.contains(operation) || !table.equals(text("TableName"))) {
            return false;
        }
        JsonNode row = body.path(operation.equals("PutItem") ? "Item" : "Key");
        return row.at("/pk/S").asText().startsWith(partition)
                && row.at("/sk/S").asText().startsWith(sort);
    }

    /** Tells whether it is a transaction in which that is done to that table. */
    boolean together(String action, String table) {
        return operation.equals("TransactWriteItems")
                && parts().anyMatch(part ->
                        table.equals(part.at("/" + action + "/TableName").asText()));
    }

    /** Returns a text from the body, by path; empty where there is none. */
    String text(String path) {
        return body.at("/" + path).asText();
    }

    private Stream<JsonNode> parts() {
        return StreamSupport.stream(body.path("TransactItems").spliterator(), false);
    }
}

package io.touchstream.operator.deployed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands in on loopback for CloudFormation, Step Functions, Lambda and CloudWatch, in the protocols that the SDK speaks to
 * them. Answers what it was told to; an unknown request is refused.
 */
public final class FakeAws implements AutoCloseable {
    static final String MACHINE = "arn:aws:states:eu-west-1:111122223333:stateMachine:Run-1";
    static final String EXECUTIONS = "arn:aws:states:eu-west-1:111122223333:execution:Run-1:";

    private static final String ROLES = "arn:aws:iam::111122223333:role/";

    static final ObjectMapper JSON = new ObjectMapper();

    /** What was asked: for forms {@code Action} and its fields in order, for JSON the target and the body. */
    public final List<String> requests = new CopyOnWriteArrayList<>();
    /** The stack's outputs; none: there is no stack. */
    public final Map<String, String> outputs = new TreeMap<>();
    /** What CloudWatch has measured: the values of each minute, by metric and its dimensions' values. */
    public final Map<String, List<Double>> metrics = new ConcurrentHashMap<>();
    /** How complete CloudWatch says that its answers are. */
    public String completeness = "Complete";
    /** The error that the next requests of a kind meet, by action: {@code code: message}. */
    public final Map<String, String> errors = new ConcurrentHashMap<>();

    public final FakeStates states = new FakeStates();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    public FakeAws() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Returns the endpoint, for whichever service. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Deploys a stack. */
    public void deploy(String migration, String checksum, boolean production, String... mappedTables) {
        ObjectNode mappings = JSON.createObjectNode();
        for (String table : mappedTables) {
            mappings.put(table, "id-of-" + table);
        }
        outputs.put("MigrationName", migration);
        outputs.put("DefinitionChecksum", checksum);
        outputs.put("StateMachineArn", MACHINE);
        outputs.put("SyncFunctionName", "sync-1");
        outputs.put("ReverseSyncFunctionName", "reverse-1");
        outputs.put("EventSourceMappings", mappings.toString());
        outputs.put("ReverseEventSourceMappings", "{\"New\":\"id-of-New\"}");
        outputs.put("SourceWriterRoles", "[\"" + ROLES + "touch-1\",\"" + ROLES + "reverse-1\"]");
        outputs.put("TargetWriterRoles", "[\"" + ROLES + "sync-1\"]");
        outputs.put("ControlTableName", "touchstream-" + migration);
        outputs.put("BucketName", "bucket-1");
        outputs.put("DashboardUrl", "https://dashboard");
        outputs.put("Production", Boolean.toString(production));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        Answer answer;
        if (target != null) {
            answer = json(target.substring(target.indexOf('.') + 1), JSON.readTree(body));
        } else if (exchange.getRequestMethod().equals("GET")) {
            answer = mapping(exchange.getRequestURI().getPath());
        } else {
            answer = form(body);
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private record Answer(int status, String body) {}

    private Answer json(String action, JsonNode body) {
        requests.add(action + " " + body);
        try {
            if (errors.containsKey(action)) {
                throw FakeStates.error(errors.get(action));
            }
            return new Answer(200, states.answer(action, body).toString());
        } catch (FakeStates.ServiceError error) {
            ObjectNode refusal =
                    JSON.createObjectNode().put("__type", error.code).put("message", error.getMessage());
            return new Answer(400, refusal.toString());
        }
    }

    private Answer mapping(String path) {
        requests.add("GET " + path);
        return new Answer(
                200, "{\"UUID\":\"" + path.substring(path.lastIndexOf('/') + 1) + "\",\"State\":\"Enabled\"}");
    }

    private Answer form(String body) {
        Map<String, String> fields = new TreeMap<>();
        for (String field : body.split("&", -1)) {
            int equals = field.indexOf('=');
            fields.put(field.substring(0, equals), decoded(field.substring(equals + 1)));
        }
        String action = fields.getOrDefault("Action", "");
        fields.remove("Action");
        fields.remove("Version");
        requests.add(action + " " + fields);
        if (errors.containsKey(action)) {
            return refused(errors.get(action));
        }
        return switch (action) {
            case "DescribeStacks" -> stacks(fields.getOrDefault("StackName", ""));
            case "GetMetricData" -> metrics(fields);
            default -> refused("InvalidAction: " + action);
        };
    }

    private Answer stacks(String name) {
        if (outputs.isEmpty()) {
            return refused("ValidationError: Stack with id " + name + " does not exist");
        }
        StringBuilder members = new StringBuilder();
        outputs.forEach((key, value) -> members.append("<member><OutputKey>" + key + "</OutputKey><OutputValue>"
                + value.replace("\"", "&quot;") + "</OutputValue></member>"));
        return new Answer(200, """
                <DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>%s</StackName>\
                <StackStatus>CREATE_COMPLETE</StackStatus><Outputs>%s</Outputs></member></Stacks>\
                </DescribeStacksResult></DescribeStacksResponse>""".formatted(name, members));
    }

    private Answer metrics(Map<String, String> fields) {
        StringBuilder members = new StringBuilder();
        for (int query = 1; fields.containsKey(prefix(query) + "Id"); query++) {
            String metric = prefix(query) + "MetricStat.Metric.";
            StringBuilder name = new StringBuilder(fields.get(metric + "MetricName"));
            for (int dimension = 1; fields.containsKey(value(metric, dimension)); dimension++) {
                name.append('/').append(fields.get(value(metric, dimension)));
            }
            members.append("<member><Id>")
                    .append(fields.get(prefix(query) + "Id"))
                    .append("</Id><StatusCode>")
                    .append(completeness)
                    .append("</StatusCode><Values>");
            metrics.getOrDefault(name.toString(), List.of())
                    .forEach(value -> members.append("<member>").append(value).append("</member>"));
            members.append("</Values></member>");
        }
        return new Answer(
                200,
                "<GetMetricDataResponse><GetMetricDataResult><MetricDataResults>" + members
                        + "</MetricDataResults></GetMetricDataResult></GetMetricDataResponse>");
    }

    private static String prefix(int query) {
        return "MetricDataQueries.member." + query + ".";
    }

    private static String value(String metric, int dimension) {
        return metric + "Dimensions.member." + dimension + ".Value";
    }

    private static Answer refused(String error) {
        int colon = error.indexOf(": ");
        return new Answer(400, """
                <ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>\
                """.formatted(error.substring(0, colon), error.substring(colon + 2)));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Returns an array node, for those who build answers. */
    static ArrayNode array() {
        return JSON.createArrayNode();
    }
}

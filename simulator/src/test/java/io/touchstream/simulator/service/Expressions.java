package io.touchstream.simulator.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the part of DynamoDB's expression language that the migration sends. Anything else is an error of the test. */
final class Expressions {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(<>|<=|>=|[=<>(),+]|[#:]?[A-Za-z0-9_]+(?:\\.#?[A-Za-z0-9_]+)*)");
    private static final Map<String, Condition> CONDITIONS = new ConcurrentHashMap<>();
    private static final Map<String, UpdateExpression> UPDATES = new ConcurrentHashMap<>();

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private int next;

    private Expressions(String text) {
        this.text = text;
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (end < text.stripTrailing().length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw unknown();
            }
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
    }

    static Condition condition(String text) {
        return CONDITIONS.computeIfAbsent(text, Expressions::parseCondition);
    }

    static UpdateExpression update(String text) {
        return UPDATES.computeIfAbsent(text, Expressions::parseUpdate);
    }

    static List<String> projection(String text) {
        return List.of(text.split("\\s*,\\s*"));
    }

    private static Condition parseCondition(String text) {
        Expressions parser = new Expressions(text);
        Condition condition = parser.either();
        parser.end();
        return condition;
    }

    private static UpdateExpression parseUpdate(String text) {
        Expressions parser = new Expressions(text);
        List<UpdateExpression.Action> actions = new ArrayList<>();
        while (parser.next < parser.tokens.size()) {
            String clause = parser.take();
            do {
                actions.add(parser.action(clause));
            } while (parser.skip(","));
        }
        return new UpdateExpression(List.copyOf(actions));
    }

    private UpdateExpression.Action action(String clause) {
        String path = take();
        return switch (clause) {
            case "SET" -> {
                expect("=");
                yield new UpdateExpression.Set(path, operand());
            }
            case "REMOVE" -> new UpdateExpression.Remove(path);
            case "ADD" -> new UpdateExpression.Add(path, take());
            default -> throw unknown();
        };
    }

    private Operand operand() {
        String token = take();
        if (!skip("(")) {
            return token.startsWith(":") ? new Operand.Value(token) : new Operand.Path(token);
        }
        Operand first = operand();
        if (token.equals("size")) {
            expect(")");
            return new Operand.Size(first);
        }
        expect(",");
        Operand second = operand();
        expect(")");
        return switch (token) {
            case "list_append" -> new Operand.Append(first, second);
            case "if_not_exists" -> new Operand.Otherwise(first, second);
            default -> throw unknown();
        };
    }

    private Condition either() {
        Condition condition = both();
        while (skip("OR")) {
            condition = new Condition.Or(condition, both());
        }
        return condition;
    }

    private Condition both() {
        Condition condition = single();
        while (skip("AND")) {
            condition = new Condition.And(condition, single());
        }
        return condition;
    }

    private Condition single() {
        if (skip("NOT")) {
            return new Condition.Not(single());
        }
        if (skip("(")) {
            Condition inner = either();
            expect(")");
            return inner;
        }
        String token = tokens.get(next);
        return switch (token) {
            case "attribute_exists" -> new Condition.Exists(argument());
            case "attribute_not_exists" -> new Condition.Not(new Condition.Exists(argument()));
            case "contains" -> {
                Operand[] both = arguments();
                yield new Condition.Contains(both[0], both[1]);
            }
            case "begins_with" -> {
                Operand[] both = arguments();
                yield new Condition.BeginsWith(both[0], both[1]);
            }
            default -> comparison();
        };
    }

    private String argument() {
        take();
        expect("(");
        String path = take();
        expect(")");
        return path;
    }

    private Operand[] arguments() {
        take();
        expect("(");
        Operand first = operand();
        expect(",");
        Operand second = operand();
        expect(")");
        return new Operand[] {first, second};
    }

    private Condition comparison() {
        Operand left = operand();
        String operator = take();
        if (!List.of("=", "<>", "<", "<=", ">", ">=").contains(operator)) {
            throw unknown();
        }
        return new Condition.Comparison(left, operator, operand());
    }

    private String take() {
        if (next >= tokens.size()) {
            throw unknown();
        }
        return tokens.get(next++);
    }

    private boolean skip(String token) {
        if (next < tokens.size() && tokens.get(next).equals(token)) {
            next++;
            return true;
        }
        return false;
    }

    private void expect(String token) {
        if (!skip(token)) {
            throw unknown();
        }
    }

    private void end() {
        if (next != tokens.size()) {
            throw unknown();
        }
    }

    private UnsupportedOperationException unknown() {
        return new UnsupportedOperationException("the simulator does not know the expression: " + text);
    }
}

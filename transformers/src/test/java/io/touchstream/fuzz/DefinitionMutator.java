package io.touchstream.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Breaks definitions in the ways in which people, editors and attackers do. */
final class DefinitionMutator {
    private static final int WAYS = 16;
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            ",",
            "- ",
            "#",
            "&a ",
            "*a",
            "!",
            "|",
            ">",
            "'",
            "\"",
            "%",
            "@",
            "`",
            "~",
            "?",
            "\n",
            "\t",
            " ",
            "\r\n",
            "\\",
            "\u0000",
            "\u0007",
            "\u001b[31m",
            "\u0085",
            "\u2028",
            "\u2029",
            "\uFEFF",
            "\uFFFE",
            "\u202e",
            "\u0661",
            "\uD83D\uDE00",
            "\uD83D",
            "e\u0301",
            "---\n",
            "...\n",
            "%YAML 1.3\n---\n",
            "%YAML 99999999999.1\n---\n",
            "%TAG ! tag:x,2000:\n---\n",
            "<<: *a\n",
            "? x\n",
            "\"\\UFFFFFFFF\"",
            "\"\\x\"",
            "$",
            "${",
            "${a",
            "${a:-",
            "$${",
            "${}",
            "${a:-${b}}",
            ":-");
    private static final List<String> VALUES = List.of(
            "1",
            "-1",
            "0",
            "1.5",
            "0x1F",
            "0o17",
            "1E400",
            "1E999999999",
            "-1E-999999999",
            ".inf",
            ".nan",
            "true",
            "no",
            "null",
            "~",
            "''",
            "[]",
            "{}",
            "[a]",
            "[[a]]",
            "{a: b}",
            "{a: {b: c}}",
            "{literal: {N: x}}",
            "{from: 'a.b[0]'}",
            "2147483648",
            "99999999999999999999999999999999999999999",
            "'..'",
            "../../etc/passwd",
            "'a\\b'",
            "!!java.lang.Runtime {}",
            "!!javax.script.ScriptEngineManager [!!java.net.URL ['http://127.0.0.1/']]",
            "!!binary aGk=",
            "!!set {a, b}",
            "!!timestamp 2001-12-15",
            "!!str 1",
            "!!int x",
            "!!python/object:os.system x",
            "!<tag:yaml.org,2002:java/object:java.lang.Thread> {}",
            "!<%zz> x",
            "&a [*a]",
            "*nowhere",
            "|\n    x",
            "{pad: {value: x, width: 1025}}",
            "{split: {value: 'a', by: '', part: 9}}",
            "{concat: []}",
            "{dateToEpoch: {value: '${a}', unit: weeks}}",
            "{lower: {upper: {trim: '${PK}'}}}",
            "{toNumber: '${PK}'}");
    private static final List<String> KEYS = List.of(
            "name",
            "source",
            "target",
            "tables",
            "transform",
            "touch",
            "sync",
            "rules",
            "java",
            "when",
            "set",
            "default",
            "rename",
            "remove",
            "to",
            "from",
            "drop",
            "marker",
            "partitionKey",
            "sortKey",
            "globalSecondaryIndexes",
            "localSecondaryIndexes",
            "timeToLive",
            "guard",
            "projection",
            "lane",
            "_touchstream",
            "aws:rep:x",
            "migrate",
            "PK",
            "<<",
            "null",
            "true",
            "1",
            "''",
            "\"\\u0000\"",
            "beginsWith",
            "exists",
            "between",
            "contains",
            "literal",
            "map");

    private final Random random;

    DefinitionMutator(Random random) {
        this.random = random;
    }

    /** Returns a broken copy; the other text is one that parts may come from. */
    byte[] mutated(String text, String other) {
        String changed = text;
        for (int change = random.nextInt(4) / 2; change >= 0; change--) {
            changed = changed(changed, other);
        }
        byte[] bytes = changed.getBytes(StandardCharsets.UTF_8);
        for (int flip = random.nextInt(8) == 0 ? 1 + random.nextInt(4) : 0; flip > 0 && bytes.length > 0; flip--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private String changed(String text, String other) {
        return switch (random.nextInt(WAYS)) {
            case 0 -> withLines(text, lines -> lines.remove(random.nextInt(lines.size())));
            case 1 -> withLines(text, lines -> lines.add(random.nextInt(lines.size()), any(lines)));
            case 2 -> withLines(text, lines -> lines.set(random.nextInt(lines.size()), any(lines)));
            case 3 -> withLine(text, this::indented);
            case 4 -> withLine(text, line -> valueReplaced(line, any(VALUES)));
            case 5 -> withLine(text, line -> keyReplaced(line, any(KEYS)));
            case 6 -> withLine(text, line -> valueReplaced(line, deep()));
            case 7 -> withLine(text, line -> valueReplaced(line, huge()));
            case 8 -> withLine(text, line -> keyReplaced(line, huge()));
            case 9, 10 -> inserted(text, any(PIECES));
            case 11 -> cut(text);
            case 12 -> text + bomb();
            case 13 -> withLines(text, lines -> lines.add(random.nextInt(lines.size()), any(lines(other))));
            case 14 ->
                cutAt(text, random.nextInt(text.length() + 1)) + cutFrom(other, random.nextInt(other.length() + 1));
            default -> drastic(text);
        };
    }

    private String drastic(String text) {
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> "\uFEFF" + text;
            case 2 -> text.replace("  ", "\t");
            case 3 -> text.replace("\n", "\r");
            case 4 -> binary();
            case 5 -> text + "\n---\n" + text;
            case 6 -> "#" + text.replace("\n", "\n#");
            default -> new StringBuilder(text).reverse().toString();
        };
    }

    private String indented(String line) {
        return random.nextBoolean() ? " ".repeat(1 + random.nextInt(4)) + line : line.replaceFirst("^ {1,3}", "");
    }

    private static String keyReplaced(String line, String key) {
        int colon = line.indexOf(':');
        int start = line.length() - line.stripLeading().length();
        return colon < 0 ? line : line.substring(0, start) + key + line.substring(colon);
    }

    private static String valueReplaced(String line, String value) {
        int colon = line.indexOf(": ");
        return colon < 0 ? line + " " + value : line.substring(0, colon + 2) + value;
    }

    private String deep() {
        int depth = 1 + random.nextInt(random.nextBoolean() ? 60 : 20_000);
        return switch (random.nextInt(4)) {
            case 0 -> "[".repeat(depth);
            case 1 -> "[".repeat(depth) + "]".repeat(depth);
            case 2 -> "{a: ".repeat(depth) + "x" + "}".repeat(depth);
            default -> "{lower: ".repeat(depth) + "x" + "}".repeat(depth);
        };
    }

    private String huge() {
        int length = 1 + random.nextInt(random.nextBoolean() ? 300 : 30_000);
        return switch (random.nextInt(8)) {
            case 0 -> "x".repeat(length);
            case 1 -> "9".repeat(length);
            case 2 -> "a" + ".a".repeat(length);
            case 3 -> "'a" + "[0]".repeat(length) + "'";
            case 4 -> "'" + "${PK}".repeat(length) + "'";
            case 5 -> "'" + "\uD83D\uDE00".repeat(length) + "'";
            case 6 -> "0x" + "f".repeat(length);
            default -> "1" + "0".repeat(length) + "e1";
        };
    }

    private String bomb() {
        StringBuilder bomb = new StringBuilder("\nz0: &z0 [x]\n");
        int width = 1 + random.nextInt(12);
        for (int level = 1; level < 2 + random.nextInt(12); level++) {
            String aliases = String.join(", ", Collections.nCopies(width, "*z" + (level - 1)));
            bomb.append("z%d: &z%d [%s]\n".formatted(level, level, aliases));
        }
        return bomb.toString();
    }

    private String binary() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String inserted(String text, String piece) {
        int position = random.nextInt(text.length() + 1);
        return cutAt(text, position) + piece + cutFrom(text, position);
    }

    private String cut(String text) {
        int from = random.nextInt(text.length() + 1);
        return cutAt(text, from) + cutFrom(text, Math.min(text.length(), from + random.nextInt(40)));
    }

    private static String cutAt(String text, int end) {
        return text.substring(0, end);
    }

    private static String cutFrom(String text, int begin) {
        return text.substring(begin);
    }

    private String withLine(String text, UnaryOperator<String> change) {
        return withLines(text, lines -> {
            int index = random.nextInt(lines.size());
            lines.set(index, change.apply(lines.get(index)));
        });
    }

    private static String withLines(String text, Consumer<List<String>> change) {
        List<String> lines = lines(text);
        change.accept(lines);
        return String.join("\n", lines);
    }

    private static List<String> lines(String text) {
        return new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}

package io.touchstream.definition;

import io.touchstream.definition.YamlNode.YamlEntry;
import io.touchstream.definition.YamlNode.YamlList;
import io.touchstream.definition.YamlNode.YamlMap;
import io.touchstream.definition.YamlNode.YamlScalar;
import io.touchstream.item.Numbers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Sums a definition up, so that a change of its meaning is noticed: SHA-256 over the file's values with their types.
 * The order of a map's keys, the style of scalars, comments and layout make no difference; nor do rates and capacities, which may
 * have to be changed in the middle of a migration, and of which nothing follows that is written.
 */
final class Checksum {
    private static final Pattern PACE =
            Pattern.compile("/touch/maxWriteUnitsPerSecond|/target/tables/[^/]*/(capacity|warmThroughput)");

    private Checksum() {}

    static String of(YamlNode root) {
        StringBuilder rendering = new StringBuilder();
        render("", root, rendering);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(rendering.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static void render(String path, YamlNode node, StringBuilder rendering) {
        if (node instanceof YamlScalar scalar) {
            render(scalar, rendering);
        } else if (node instanceof YamlList list) {
            rendering.append("L").append(list.elements().size()).append(':');
            list.elements().forEach(element -> render(path + "/-", element, rendering));
        } else if (node instanceof YamlMap map) {
            List<YamlEntry> entries = map.entries().stream()
                    .filter(entry -> !isPace(path + "/" + entry.key(), entry.value()))
                    .sorted(Comparator.comparing(YamlEntry::key))
                    .toList();
            rendering.append("M").append(entries.size()).append(':');
            entries.forEach(entry -> {
                text("K", entry.key(), rendering);
                render(path + "/" + entry.key(), entry.value(), rendering);
            });
        }
    }

    /** A map of nothing else is as good as none. */
    private static boolean isPace(String path, YamlNode node) {
        return PACE.matcher(path).matches()
                || (node instanceof YamlMap map
                        && !map.entries().isEmpty()
                        && map.entries().stream().allMatch(entry -> isPace(path + "/" + entry.key(), entry.value())));
    }

    private static void render(YamlScalar scalar, StringBuilder rendering) {
        switch (scalar.kind()) {
            case TEXT -> text("T", scalar.text(), rendering);
            case NUMBER ->
                text("N", Numbers.isStorable(scalar.text()) ? Numbers.plain(scalar.text()) : scalar.text(), rendering);
            case BOOLEAN -> text("B", scalar.text(), rendering);
            case NULL -> rendering.append("0:");
        }
    }

    /** Every text is preceded by its length, so that no two trees have one rendering. */
    private static void text(String type, String text, StringBuilder rendering) {
        rendering.append(type).append(text.length()).append(':').append(text);
    }
}

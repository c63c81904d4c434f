package io.touchstream.definition;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a migration's definition and checks all of it that can be checked without the tables.
 *
 * <p>Every mistake is reported as one line: the file as the user named it, the line, the way to the value, what was
 * found and what was expected.
 */
public final class MigrationLoader {
    /** The name of the file in a migration's folder. */
    public static final String FILE_NAME = "migration.yaml";

    /** The largest file that is read, in bytes. */
    public static final int MAXIMUM_FILE_BYTES = 1024 * 1024;

    /** Files and tables are named after it, so it cannot be {@code ..}, nor look like an option. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

    private static final List<String> KEYS =
            List.of("name", "source", "target", "transform", "touch", "sync", "inPlace");

    private MigrationLoader() {}

    /**
     * Loads a definition.
     *
     * @param folderOrFile a migration's folder, or the file in it
     * @throws DefinitionException when it cannot be read or is not a valid definition; the message is one line
     */
    public static MigrationDefinition load(Path folderOrFile) {
        Path file = Files.isDirectory(folderOrFile) ? folderOrFile.resolve(FILE_NAME) : folderOrFile;
        return parse(file.toString(), content(file));
    }

    /**
     * Reads a definition from text.
     *
     * @param file how messages name the text
     * @param yaml the text
     * @throws DefinitionException when it is not a valid definition; the message is one line
     */
    public static MigrationDefinition parse(String file, String yaml) {
        YamlNode tree = YamlReader.read(file, yaml);
        Field root = new Field(file, tree.line(), "", tree);
        Map<String, Field> fields = root.map("a map with name, source, target and the like", KEYS);
        String name = root.required(fields, "name")
                .text(
                        "a name of 1 to 100 characters out of A-Z a-z 0-9 _ . -, beginning with a letter or digit",
                        NAME.asMatchPredicate());
        TablesReader tables = new TablesReader(name);
        SourceDefinition source = tables.source(root.required(fields, "source"));
        TargetDefinition target = tables.target(root.required(fields, "target"), source);
        TouchDefinition touch = new TouchReader(source, target).read(root, fields.get("touch"));
        TransformDefinition transform =
                new TransformReader(source, target, touch.marker()).read(root, fields.get("transform"));
        SyncDefinition sync = new SyncReader(source).read(fields.get("sync"));
        InPlaceDefinition inPlace = new InPlaceReader(root, fields, source, target).read(transform);
        return new MigrationDefinition(name, source, target, transform, touch, sync, inPlace, Checksum.of(tree));
    }

    private static String content(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MAXIMUM_FILE_BYTES + 1);
            if (bytes.length > MAXIMUM_FILE_BYTES) {
                throw unreadable(file, "larger than " + MAXIMUM_FILE_BYTES + " bytes", null);
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException failure) {
            throw unreadable(file, "not valid UTF-8", failure);
        } catch (IOException failure) {
            throw unreadable(file, Files.exists(file) ? "cannot be read" : "no such file", failure);
        }
    }

    private static DefinitionException unreadable(Path file, String problem, @Nullable Throwable cause) {
        return new DefinitionException(Messages.oneLine(file + ": " + problem), cause);
    }
}

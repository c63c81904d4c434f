package io.touchstream.item;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Reads and writes items in DynamoDB JSON, {@code {"pk":{"S":"a"}}}, one item a line, without loss: numbers stay text.
 *
 * <p>Lines of a DynamoDB export, {@code {"Item":{...}}}, are read too. The two forms cannot be confused, since no line
 * is valid in both, other than an export of the item without attributes.
 */
public final class DynamoDbJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(200).build())
            .build();

    private DynamoDbJson() {}

    /**
     * Reads one line.
     *
     * @param lineNumber the line's number, for messages
     * @throws DynamoDbJsonException when the line is not an item
     */
    public static Item parse(String line, long lineNumber) {
        if (!isExport(line, lineNumber)) {
            return read(line, lineNumber, false);
        }
        try {
            return read(line, lineNumber, true);
        } catch (DynamoDbJsonException notAnExport) {
            return readPlainOr(notAnExport, line, lineNumber);
        }
    }

    /** Writes an item on one line, in the order of its attributes, numbers as they are. */
    public static String write(Item item) {
        return write(item, false);
    }

    /**
     * Writes an item on one line in its canonical form: names and sets in order, numbers in one spelling. Items that are
     * equal have the same canonical form, and items that differ have different ones.
     */
    public static String writeCanonical(Item item) {
        return write(item, true);
    }

    private static String write(Item item, boolean canonical) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            new DynamoDbJsonWriter(json, canonical).attributes(item.attributes());
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string cannot fail to be written", impossible);
        }
        return text.toString();
    }

    private static Item readPlainOr(DynamoDbJsonException notAnExport, String line, long lineNumber) {
        try {
            return read(line, lineNumber, false);
        } catch (DynamoDbJsonException notPlainEither) {
            notAnExport.addSuppressed(notPlainEither);
            throw notAnExport;
        }
    }

    private static boolean isExport(String line, long lineNumber) {
        try (JsonParser json = FACTORY.createParser(line)) {
            json.nextToken();
            return "Item".equals(json.nextFieldName());
        } catch (IOException failure) {
            throw malformed(failure, lineNumber);
        }
    }

    private static Item read(String line, long lineNumber, boolean export) {
        try (JsonParser json = FACTORY.createParser(line)) {
            return new DynamoDbJsonReader(json, lineNumber).document(export);
        } catch (IOException failure) {
            throw malformed(failure, lineNumber);
        }
    }

    /** The parser's own message quotes the line, so only the place is told. */
    private static DynamoDbJsonException malformed(IOException failure, long lineNumber) {
        int column = failure instanceof JsonProcessingException json && json.getLocation() != null
                ? json.getLocation().getColumnNr()
                : 1;
        return new DynamoDbJsonException("line " + lineNumber + ", column " + column + ": not valid JSON");
    }
}

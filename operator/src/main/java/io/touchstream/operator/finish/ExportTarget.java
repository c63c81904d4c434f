package io.touchstream.operator.finish;

import io.touchstream.operator.UsageException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says where an export goes.
 *
 * @param prefix below which it is laid; empty for none
 */
public record ExportTarget(String bucket, String prefix) {
    private static final Pattern FORM = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");

    /**
     * Reads {@code s3://BUCKET} or {@code s3://BUCKET/PREFIX}.
     *
     * @throws UsageException when it is something else
     */
    public static ExportTarget parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException("--export-to " + text + ": expected s3://BUCKET or s3://BUCKET/PREFIX");
        }
        String prefix = matcher.group(2);
        return new ExportTarget(matcher.group(1), prefix == null ? "" : prefix.replaceAll("/+$", ""));
    }
}

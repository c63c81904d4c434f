package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.transform.TransformException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Turns a whole number of seconds or thousandths since 1970 into a time in UTC, always of the same length so that it
 * sorts: {@code 2026-11-20T22:00:00Z}, from thousandths {@code 2026-11-20T22:00:00.000Z}. Years are 0 to 9999.
 */
public record EpochToDate(Expression value, EpochUnit unit) implements Expression {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT);
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,15}");
    private static final int LAST_YEAR = 9999;

    @Override
    public AttributeValue evaluate(Item source) {
        String text = Texts.of(value, source);
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            throw new TransformException("a time since 1970 is not a whole number of at most 15 digits");
        }
        return AttributeValues.string(date(Long.parseLong(text)));
    }

    @Override
    public Optional<AttributeValue.Type> type() {
        return Optional.of(AttributeValue.Type.S);
    }

    private String date(long count) {
        try {
            OffsetDateTime time = unit.instant(count).atOffset(ZoneOffset.UTC);
            if (time.getYear() >= 0 && time.getYear() <= LAST_YEAR) {
                return (unit == EpochUnit.SECONDS ? SECONDS : MILLIS).format(time);
            }
        } catch (DateTimeException failure) {
            throw new TransformException("a time since 1970 is outside the years 0 to " + LAST_YEAR, failure);
        }
        throw new TransformException("a time since 1970 is outside the years 0 to " + LAST_YEAR);
    }
}

package io.touchstream.rules;

import io.touchstream.item.AttributeValues;
import io.touchstream.item.Item;
import io.touchstream.transform.TransformException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Turns an ISO-8601 date or time into a number: {@code 2026-11-20}, {@code 2026-11-20T22:00:00Z} or with an offset.
 * What states no offset is taken to be in UTC; a date is taken at its first moment; fractions are rounded down.
 */
public record DateToEpoch(Expression value, EpochUnit unit) implements Expression {
    @Override
    public AttributeValue evaluate(Item source) {
        return AttributeValues.number(unit.count(instant(Texts.of(value, source))));
    }

    @Override
    public Optional<AttributeValue.Type> type() {
        return Optional.of(AttributeValue.Type.N);
    }

    private static Instant instant(String text) {
        try {
            DateTimeFormatter format =
                    text.indexOf('T') < 0 ? DateTimeFormatter.ISO_LOCAL_DATE : DateTimeFormatter.ISO_DATE_TIME;
            TemporalAccessor parsed =
                    format.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            if (parsed instanceof OffsetDateTime time) {
                return time.toInstant();
            }
            LocalDateTime local = parsed instanceof LocalDate date ? date.atStartOfDay() : LocalDateTime.from(parsed);
            return local.toInstant(ZoneOffset.UTC);
        } catch (DateTimeException failure) {
            // Not passed on as the cause: its message quotes the text.
            throw new TransformException("a text is not an ISO-8601 date or time");
        }
    }
}

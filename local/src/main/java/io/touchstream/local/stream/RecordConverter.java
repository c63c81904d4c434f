package io.touchstream.local.stream;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.Identity;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamViewType;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Turns the SDK's stream record into Lambda's, without loss. What the SDK's record lacks, Lambda's lacks too. */
final class RecordConverter {
    private static final String EVENT_SOURCE = "aws:dynamodb";

    private RecordConverter() {}

    static DynamodbStreamRecord convert(Record record, String streamArn) {
        DynamodbStreamRecord converted = new DynamodbStreamRecord();
        converted.setEventSourceARN(streamArn);
        converted.setEventSource(EVENT_SOURCE);
        converted.setEventID(record.eventID());
        // As a string: DynamoDB Local deletes expired items under a name that the SDK's enumeration lacks.
        converted.setEventName(record.eventNameAsString());
        converted.setEventVersion(record.eventVersion());
        converted.setAwsRegion(record.awsRegion());
        converted.setUserIdentity(identity(record.userIdentity()));
        converted.setDynamodb(streamRecord(record.dynamodb()));
        return converted;
    }

    private static @Nullable Identity identity(software.amazon.awssdk.services.dynamodb.model.@Nullable Identity from) {
        if (from == null) {
            return null;
        }
        return new Identity().withPrincipalId(from.principalId()).withType(from.type());
    }

    private static StreamRecord streamRecord(software.amazon.awssdk.services.dynamodb.model.StreamRecord from) {
        StreamRecord converted = new StreamRecord();
        Instant created = from.approximateCreationDateTime();
        converted.setApproximateCreationDateTime(created == null ? null : Date.from(created));
        converted.setSequenceNumber(from.sequenceNumber());
        converted.setSizeBytes(from.sizeBytes());
        if (from.streamViewTypeAsString() != null) {
            converted.setStreamViewType(StreamViewType.fromValue(from.streamViewTypeAsString()));
        }
        converted.setKeys(from.hasKeys() ? map(from.keys()) : null);
        converted.setNewImage(from.hasNewImage() ? map(from.newImage()) : null);
        converted.setOldImage(from.hasOldImage() ? map(from.oldImage()) : null);
        return converted;
    }

    private static Map<String, AttributeValue> map(
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> from) {
        Map<String, AttributeValue> converted = new LinkedHashMap<>();
        from.forEach((name, value) -> converted.put(name, value(value)));
        return converted;
    }

    private static AttributeValue value(software.amazon.awssdk.services.dynamodb.model.AttributeValue from) {
        AttributeValue to = new AttributeValue();
        return switch (from.type()) {
            case S -> to.withS(from.s());
            case N -> to.withN(from.n());
            case B -> to.withB(from.b().asByteBuffer());
            case SS -> to.withSS(from.ss());
            case NS -> to.withNS(from.ns());
            case BS -> to.withBS(from.bs().stream().map(SdkBytes::asByteBuffer).toList());
            case M -> to.withM(map(from.m()));
            case L -> to.withL(from.l().stream().map(RecordConverter::value).toList());
            case BOOL -> to.withBOOL(from.bool());
            case NUL -> to.withNULL(from.nul());
            // DynamoDB Local's stream writes an empty map without its type, which leaves a value of none.
            case UNKNOWN_TO_SDK_VERSION -> to.withM(new LinkedHashMap<>());
        };
    }
}

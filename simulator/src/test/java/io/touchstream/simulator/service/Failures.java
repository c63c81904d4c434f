package io.touchstream.simulator.service;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** Builds the SDK's exceptions as the service sends them. */
public final class Failures {
    private static final int CLIENT_FAULT = 400;
    private static final int SERVER_FAULT = 500;

    private Failures() {}

    static ConditionalCheckFailedException condition(Map<String, AttributeValue> met) {
        String message = "The conditional request failed";
        return ConditionalCheckFailedException.builder()
                .item(met)
                .awsErrorDetails(details("ConditionalCheckFailedException", message))
                .statusCode(CLIENT_FAULT)
                .message(message)
                .build();
    }

    static DynamoDbException validation(String message) {
        return (DynamoDbException) DynamoDbException.builder()
                .awsErrorDetails(details("ValidationException", message))
                .statusCode(CLIENT_FAULT)
                .message(message)
                .build();
    }

    static ResourceNotFoundException notFound() {
        String message = "Cannot do operations on a non-existent table";
        return ResourceNotFoundException.builder()
                .awsErrorDetails(details("ResourceNotFoundException", message))
                .statusCode(CLIENT_FAULT)
                .message(message)
                .build();
    }

    /** Builds a throttle with its reason. */
    public static ProvisionedThroughputExceededException throttle(String reason, String table) {
        String message = "Throughput exceeds the current capacity of your table or index";
        return ProvisionedThroughputExceededException.builder()
                .throttlingReasons(ThrottlingReason.builder()
                        .reason(reason)
                        .resource("arn:aws:dynamodb:eu-west-1:000000000000:table/" + table)
                        .build())
                .awsErrorDetails(details("ProvisionedThroughputExceededException", message))
                .statusCode(CLIENT_FAULT)
                .message(message)
                .build();
    }

    /** Builds the refusal of a plain write that met a transaction. */
    public static TransactionConflictException conflict() {
        String message = "Transaction is ongoing for the item";
        return TransactionConflictException.builder()
                .awsErrorDetails(details("TransactionConflictException", message))
                .statusCode(CLIENT_FAULT)
                .message(message)
                .build();
    }

    /** Builds a cancelled transaction. */
    public static TransactionCanceledException cancelled(List<CancellationReason> reasons) {
        String message = "Transaction cancelled, please refer cancellation reasons for specific reasons "
                + reasons.stream().map(CancellationReason::code).toList();
        return TransactionCanceledException.builder()
                .cancellationReasons(reasons)
                .awsErrorDetails(details("TransactionCanceledException", message))
                .statusCode(CLIENT_FAULT)
                .message(message)
                .build();
    }

    /** Builds a fault of the service that outlasted the client's retries. */
    public static InternalServerErrorException server() {
        String message = "The request could not be completed";
        return InternalServerErrorException.builder()
                .awsErrorDetails(details("InternalServerError", message))
                .statusCode(SERVER_FAULT)
                .message(message)
                .build();
    }

    /** Builds what the client throws when a call's time is over. */
    public static ApiCallTimeoutException timeout(long millis) {
        return ApiCallTimeoutException.create(millis);
    }

    private static AwsErrorDetails details(String code, String message) {
        return AwsErrorDetails.builder()
                .errorCode(code)
                .errorMessage(message)
                .serviceName("DynamoDb")
                .build();
    }
}

package io.touchstream.protocol.write;

import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** Tells why a transaction was cancelled, where it was not for a condition. */
public final class Cancellation {
    private static final Set<String> CONFLICT = Set.of("TransactionConflict");
    private static final Set<String> THROTTLES = Set.of("ThrottlingError", "ProvisionedThroughputExceeded");
    private static final Set<String> HOPELESS = Set.of("ValidationError", "ItemCollectionSizeLimitExceeded");

    private Cancellation() {}

    /** Tells whether another transaction had an item in hand. */
    public static boolean isConflict(SdkException failure) {
        return failure instanceof TransactionConflictException || hasReason(failure, CONFLICT);
    }

    /** Tells whether a transaction was throttled, which the client does not try again. */
    public static boolean isThrottle(SdkException failure) {
        return hasReason(failure, THROTTLES);
    }

    /** Tells whether an item of a transaction can never be written. */
    public static boolean isHopeless(SdkException failure) {
        return hasReason(failure, HOPELESS);
    }

    private static boolean hasReason(SdkException failure, Set<String> codes) {
        return failure instanceof TransactionCanceledException cancelled
                && cancelled.cancellationReasons().stream()
                        .map(CancellationReason::code)
                        .anyMatch(code -> code != null && codes.contains(code));
    }
}

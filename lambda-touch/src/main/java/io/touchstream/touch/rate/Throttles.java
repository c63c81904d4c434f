package io.touchstream.touch.rate;

import io.touchstream.protocol.write.Cancellation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingReason;

/** Tells throttles from other failures, and names their reasons. */
public final class Throttles {
    private Throttles() {}

    /** Returns why a request was throttled; nothing where it failed for another cause. */
    public static Optional<String> reason(SdkException failure) {
        if (failure instanceof ProvisionedThroughputExceededException throttle) {
            return Optional.of(describe(throttle.throttlingReasons(), "ProvisionedThroughputExceeded"));
        }
        if (failure instanceof ThrottlingException throttle) {
            return Optional.of(describe(throttle.throttlingReasons(), "Throttling"));
        }
        if (failure instanceof RequestLimitExceededException throttle) {
            return Optional.of(describe(throttle.throttlingReasons(), "RequestLimitExceeded"));
        }
        return Cancellation.isThrottle(failure) ? Optional.of("TransactionThrottled") : Optional.empty();
    }

    private static String describe(List<ThrottlingReason> reasons, String otherwise) {
        String named = reasons.stream()
                .map(ThrottlingReason::reason)
                .filter(reason -> reason != null && !reason.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
        return named.isEmpty() ? otherwise : named;
    }
}

package io.touchstream.operator.cutover;

import io.touchstream.operator.service.Caller;
import io.touchstream.operator.service.CapacityMetrics;
import io.touchstream.operator.service.Mappings;
import io.touchstream.operator.service.Services;
import io.touchstream.operator.service.TablePolicies;
import java.util.List;
import java.util.Optional;

/** What the scene has beside DynamoDB Local. */
record FakeServices(CapacityMetrics metrics, Optional<TablePolicies> policies, Optional<Mappings> mappings)
        implements Services {
    @Override
    public Optional<CapacityMetrics> capacity() {
        return Optional.of(metrics);
    }

    @Override
    public Optional<Caller> caller() {
        return Optional.of(() -> List.of("arn:aws:iam::111122223333:role/Sync"));
    }
}

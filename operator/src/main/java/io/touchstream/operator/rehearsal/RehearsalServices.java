package io.touchstream.operator.rehearsal;

import io.touchstream.operator.service.Services;
import io.touchstream.operator.service.TablePolicies;
import java.util.Optional;

/** What a rehearsal has beside the embedded DynamoDB: policies, which its own application honours. */
record RehearsalServices(TablePolicies tablePolicies) implements Services {

    @Override
    public Optional<TablePolicies> policies() {
        return Optional.of(tablePolicies);
    }
}

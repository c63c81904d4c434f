package io.touchstream.simulator;

import io.touchstream.simulator.service.Failures;
import io.touchstream.simulator.service.StreamEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * A process's client: each call is a step, at which anything may happen. Behind it are the retries that the SDK would make:
 * after time-outs of attempts always, after throttles where the process's own client is built so.
 */
final class SimulatedClient implements DynamoDbClient {
    private static final long ATTEMPT_TIMEOUT = 5000;
    private static final List<String> REASONS = List.of(
            "TableWriteKeyRangeThroughputExceeded",
            "TableWriteMaxOnDemandThroughputExceeded",
            "TableWriteAccountLimitExceeded");

    private final Simulation simulation;
    private final Instance process;
    private final Role role;

    SimulatedClient(Simulation simulation, Instance process, Role role) {
        this.simulation = simulation;
        this.process = process;
        this.role = role;
    }

    /** What a request does, and what it is to others. */
    private enum Kind {
        READ,
        WRITE
    }

    private static final class Once<T> {
        private T answer;
    }

    @Override
    public GetItemResponse getItem(GetItemRequest original) {
        GetItemRequest request = (GetItemRequest) simulation.defect.apply(original);
        return call(request, Kind.READ, () -> simulation.database.get(request));
    }

    @Override
    public PutItemResponse putItem(PutItemRequest original) {
        PutItemRequest request = (PutItemRequest) simulation.defect.apply(original);
        return call(request, Kind.WRITE, () -> simulation.database.put(request));
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest original) {
        UpdateItemRequest request = (UpdateItemRequest) simulation.defect.apply(original);
        return call(request, Kind.WRITE, () -> simulation.database.update(request));
    }

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest original) {
        DeleteItemRequest request = (DeleteItemRequest) simulation.defect.apply(original);
        return call(request, Kind.WRITE, () -> simulation.database.delete(request));
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest original) {
        List<TransactWriteItemsRequest> requests =
                simulation.defect.split((TransactWriteItemsRequest) simulation.defect.apply(original));
        requests.subList(0, requests.size() - 1).forEach(this::transact);
        return transact(requests.get(requests.size() - 1));
    }

    private TransactWriteItemsResponse transact(TransactWriteItemsRequest request) {
        // The SDK gives each call a token, so that an attempt which took effect is not made again.
        Once<TransactWriteItemsResponse> once = new Once<>();
        return call(request, Kind.WRITE, () -> {
            if (once.answer == null) {
                once.answer = simulation.database.transact(request);
            }
            return once.answer;
        });
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        return call(request, Kind.READ, () -> simulation.reads.query(request));
    }

    @Override
    public ScanResponse scan(ScanRequest request) {
        return call(request, Kind.READ, () -> simulation.reads.scan(request));
    }

    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
        return call(request, Kind.READ, () -> simulation.reads.describe(request));
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        return call(
                request,
                Kind.READ,
                () -> simulation.reads.batchGet(
                        request, key -> simulation.faults.happens(Fault.UNPROCESSED_KEYS, 200)));
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}

    private <T> T call(DynamoDbRequest request, Kind kind, Supplier<T> effect) {
        if (!Consistency.isStrong(request)) {
            simulation.scheduler.fail(new Violation("a read that may be stale: " + Descriptions.of(request)));
        }
        process.check();
        simulation.scheduler.step();
        process.check();
        long end = simulation.scheduler.now()
                + request.overrideConfiguration()
                        .flatMap(AwsRequestOverrideConfiguration::apiCallTimeout)
                        .map(Duration::toMillis)
                        .orElse(5 * ATTEMPT_TIMEOUT);
        Fault fault = simulation.faults.ofCall(role);
        if (simulation.isTracing()) {
            simulation.trace(Descriptions.of(request) + (fault == null ? "" : " " + fault));
        }
        T answer = fault == null ? attempt(effect, end) : faulty(fault, request, kind, effect, end);
        process.check();
        return answer;
    }

    private <T> T faulty(Fault fault, DynamoDbRequest request, Kind kind, Supplier<T> effect, long end) {
        Faults faults = simulation.faults;
        switch (fault) {
            case DEATH_BEFORE_A_CALL -> {
                faults.count(fault);
                process.die();
            }
            case DEATH_AFTER_A_CALL -> {
                faults.count(fault);
                process.die();
                return attempt(effect, end);
            }
            case DEATH_CALL_LANDS_LATER -> {
                process.die();
                simulation.landLater(fault, effect, 0);
            }
            case SLOW_CALL -> {
                faults.count(fault);
                pause(Math.min(500 + simulation.choices.next(3500), end - simulation.scheduler.now()));
            }
            case ATTEMPT_LOST, ATTEMPT_APPLIED, ATTEMPT_LANDS_LATER -> {
                firstAttempt(fault, effect, 0);
                pause(ATTEMPT_TIMEOUT);
            }
            case CALL_LOST, CALL_APPLIED, CALL_LANDS_LATER -> {
                // The last of its attempts may have begun just before the caller gives up, and lands after that.
                firstAttempt(fault, effect, end - simulation.scheduler.now());
                pause(end - simulation.scheduler.now());
                throw Failures.timeout(end);
            }
            case SERVER_FAULT -> {
                faults.count(fault);
                throw Failures.server();
            }
            case THROTTLE -> throttle(end);
            case TRANSACTION_CONFLICT -> conflict(request, kind);
            default -> {}
        }
        process.check();
        if (simulation.scheduler.now() >= end) {
            throw Failures.timeout(end);
        }
        return attempt(effect, end);
    }

    private <T> void firstAttempt(Fault fault, Supplier<T> effect, long from) {
        switch (fault) {
            case ATTEMPT_APPLIED, CALL_APPLIED -> {
                simulation.faults.count(fault);
                simulation.land(effect);
            }
            case ATTEMPT_LANDS_LATER, CALL_LANDS_LATER -> simulation.landLater(fault, effect, from);
            default -> simulation.faults.count(fault);
        }
    }

    private void throttle(long end) {
        simulation.faults.count(Fault.THROTTLE);
        if (role.waitsOutThrottles()) {
            pause(Math.min(1000, Math.max(1, end - simulation.scheduler.now())));
            return;
        }
        throw Failures.throttle(REASONS.get(simulation.choices.next(REASONS.size())), "any");
    }

    private void conflict(DynamoDbRequest request, Kind kind) {
        if (kind == Kind.READ) {
            return;
        }
        simulation.faults.count(Fault.TRANSACTION_CONFLICT);
        if (request instanceof TransactWriteItemsRequest transaction) {
            List<CancellationReason> reasons = new ArrayList<>();
            int met = simulation.choices.next(transaction.transactItems().size());
            for (int index = 0; index < transaction.transactItems().size(); index++) {
                reasons.add(CancellationReason.builder()
                        .code(index == met ? "TransactionConflict" : "None")
                        .build());
            }
            throw Failures.cancelled(reasons);
        }
        throw Failures.conflict();
    }

    private <T> T attempt(Supplier<T> effect, long end) {
        while (true) {
            try {
                return effect.get();
            } catch (ProvisionedThroughputExceededException throttle) {
                simulation.faults.count(Fault.PARTITION_THROTTLE);
                if (!role.waitsOutThrottles()) {
                    throw throttle;
                }
                if (simulation.scheduler.now() + 200 > end) {
                    throw throttle;
                }
                pause(200);
            }
        }
    }

    private void pause(long millis) {
        process.sleep(Duration.ofMillis(Math.max(1, millis)));
    }

    /** Changes a request on its way, as a defect of the code would. */
    interface Defect extends Function<DynamoDbRequest, DynamoDbRequest> {
        Defect NONE = request -> request;

        /** Returns the record that is delivered in place of one. */
        default StreamEntry delivered(StreamEntry record) {
            return record;
        }

        /** Returns the transactions that are sent in place of one, in their order. */
        default List<TransactWriteItemsRequest> split(TransactWriteItemsRequest request) {
            return List.of(request);
        }
    }
}

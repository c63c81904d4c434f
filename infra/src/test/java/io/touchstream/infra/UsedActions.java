package io.touchstream.infra;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Takes note of the actions that requests need, table by table. */
final class UsedActions implements ExecutionInterceptor {
    private final Map<String, Set<String>> actions = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Hook> hook = new AtomicReference<>();

    private record Hook(Predicate<SdkRequest> where, Runnable action) {}

    /** Returns the actions that were used on a table. */
    Set<String> ofTable(String table) {
        return actions.getOrDefault(table, Set.of());
    }

    /** Forgets what was used so far. */
    void clear() {
        actions.clear();
    }

    /** Has something happen once, before a request. */
    void before(Predicate<SdkRequest> where, Runnable action) {
        hook.set(new Hook(where, action));
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        note(context.request());
        Hook set = hook.get();
        if (set != null && set.where().test(context.request()) && hook.compareAndSet(set, null)) {
            set.action().run();
        }
    }

    private void note(SdkRequest request) {
        if (request instanceof BatchGetItemRequest batch) {
            batch.requestItems().keySet().forEach(table -> note(table, "BatchGetItem"));
            return;
        }
        if (request instanceof TransactWriteItemsRequest transaction) {
            transaction.transactItems().forEach(this::note);
            return;
        }
        String table = request.getValueForField("TableName", String.class).orElseThrow();
        note(table, request.getClass().getSimpleName().replaceFirst("Request$", ""));
    }

    /** A transaction needs the rights of its parts. Source: developer guide, "Using IAM with DynamoDB transactions". */
    private void note(TransactWriteItem part) {
        if (part.put() != null) {
            note(part.put().tableName(), "PutItem");
        }
        if (part.update() != null) {
            note(part.update().tableName(), "UpdateItem");
        }
        if (part.delete() != null) {
            note(part.delete().tableName(), "DeleteItem");
        }
        if (part.conditionCheck() != null) {
            note(part.conditionCheck().tableName(), "ConditionCheckItem");
        }
    }

    private void note(String table, String action) {
        actions.computeIfAbsent(table, name -> new TreeSet<>()).add("dynamodb:" + action);
    }
}

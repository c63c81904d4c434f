package io.touchstream.touch;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Has things happen at named points: just before or just after a request, one thing for each request. */
final class Hooks implements ExecutionInterceptor {
    private final List<Hook> before = new CopyOnWriteArrayList<>();
    private final List<Hook> after = new CopyOnWriteArrayList<>();
    private final List<SdkRequest> sent = new CopyOnWriteArrayList<>();

    private record Hook(Predicate<SdkRequest> where, Runnable action) {}

    /** What a test throws to stop a job as if its process had died. */
    static final class Crash extends RuntimeException {}

    /** Has something happen once, before a request. */
    void before(Predicate<SdkRequest> where, Runnable action) {
        before.add(new Hook(where, action));
    }

    /** Has something happen once, after a request has taken effect. */
    void after(Predicate<SdkRequest> where, Runnable action) {
        after.add(new Hook(where, action));
    }

    /** Returns the requests of that type which were begun. */
    <T extends SdkRequest> List<T> sent(Class<T> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        sent.add(context.request());
        fire(before, context.request());
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        fire(after, context.request());
    }

    private static void fire(List<Hook> hooks, SdkRequest request) {
        for (Hook hook : List.copyOf(hooks)) {
            if (hook.where().test(request) && hooks.remove(hook)) {
                hook.action().run();
                return;
            }
        }
    }
}

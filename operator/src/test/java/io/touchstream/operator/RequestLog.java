package io.touchstream.operator;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Notes the requests of every client of this process while it is switched on. The SDK finds it by a file on the class path, so
 * that not even a client of a command's own escapes it.
 */
public final class RequestLog implements ExecutionInterceptor {
    private static final List<String> REQUESTS = new CopyOnWriteArrayList<>();
    private static volatile boolean on;

    /** Runs something and returns the names of the requests that were made meanwhile, such as {@code ScanRequest}. */
    public static List<String> during(Runnable work) {
        REQUESTS.clear();
        on = true;
        try {
            work.run();
        } finally {
            on = false;
        }
        return List.copyOf(REQUESTS);
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (on) {
            REQUESTS.add(context.request().getClass().getSimpleName());
        }
    }
}

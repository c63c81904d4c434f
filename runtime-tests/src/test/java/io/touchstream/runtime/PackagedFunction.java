package io.touchstream.runtime;

import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import io.touchstream.embedded.EmbeddedDynamoDb;
import io.touchstream.runtime.RuntimeApi.Answer;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * Runs one packaged function as Lambda does: a process of its own whose class path is the runtime interface client, with
 * the function's jars in {@code lib} of its working directory, where that client's class loader looks for them.
 */
final class PackagedFunction implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final RuntimeApi api;
    private final Process process;
    private final Path output;
    private final Instant startedAt;

    private PackagedFunction(RuntimeApi api, Process process, Path output, Instant startedAt) {
        this.api = api;
        this.process = process;
        this.output = output;
        this.startedAt = startedAt;
    }

    /**
     * Starts a function.
     *
     * @param task the working directory; its {@code lib} is created
     * @param environment is added to what Lambda sets
     * @param javaOptions are given to the virtual machine
     */
    static PackagedFunction start(
            Path task, Path jar, String handler, Map<String, String> environment, List<String> javaOptions)
            throws IOException {
        Path libraries = Files.createDirectories(task.resolve("lib"));
        Path installed = libraries.resolve(jar.getFileName());
        if (!Files.exists(installed)) {
            Files.copy(jar, installed);
        }
        RuntimeApi api = new RuntimeApi();
        Path output = task.resolve("output.txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", runtimeClient(), AWSLambda.class.getName(), handler));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(task.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("JAVA_"));
        builder.environment().putAll(lambdaEnvironment(task, handler, api));
        builder.environment().putAll(environment);
        Instant startedAt = Instant.now();
        return new PackagedFunction(api, builder.start(), output, startedAt);
    }

    /** Invokes the function and waits for what it answers. */
    Answer invoke(String event, Duration timeLeft) throws Exception {
        return await(api.invoke(event, timeLeft));
    }

    /** Waits until the function asks for its first invocation, and returns how long that took from its start. */
    Duration initialised() throws Exception {
        return Duration.between(startedAt, await(api.firstNext()));
    }

    /** Returns the processor time that the process has used, which other processes on the machine do not lengthen. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Waits for the report of a function that cannot be initialised. */
    String initError() throws Exception {
        return api.initError().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Returns what the function has written to its output, which is its log. */
    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        api.close();
    }

    /** Waits for something that the function does, but not for longer than it lives. */
    private <T> T await(CompletableFuture<T> done) throws Exception {
        CompletableFuture.anyOf(done, process.onExit()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!done.isDone()) {
            throw new IllegalStateException("the function has ended: " + output());
        }
        return done.join();
    }

    private static Map<String, String> lambdaEnvironment(Path task, String handler, RuntimeApi api) {
        return Map.of(
                "AWS_LAMBDA_RUNTIME_API", api.address(),
                "AWS_REGION", "eu-west-1",
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local",
                "AWS_LAMBDA_FUNCTION_NAME", "touchstream",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024",
                "AWS_ENDPOINT_URL_DYNAMODB",
                        EmbeddedDynamoDb.shared().endpoint().toString(),
                "LAMBDA_TASK_ROOT", task.toString(),
                "_HANDLER", handler);
    }

    /** Returns the class path of the runtime interface client and what it depends on, and of nothing else. */
    private static String runtimeClient() {
        return Stream.of(AWSLambda.class, LambdaRuntime.class, PojoSerializer.class, SdkInternalThreadLocal.class)
                .map(PackagedFunction::jarOf)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String jarOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
